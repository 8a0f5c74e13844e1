package io.taskflow.worker;

import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The inbox of a partition that an engine opens late. Thread-safe. */
final class ScriptedInbox implements AutoCloseable {

  private final Transport transport;
  private final List<TaskReply> replies = new CopyOnWriteArrayList<>();

  ScriptedInbox(Transport transport, Topology topology, int partition) {
    this.transport = transport;
    var declarations = new ArrayList<>(topology.base());
    declarations.add(topology.inbox(partition));
    transport.declare(declarations);
    MessageCodec codec = new MessageCodec();
    transport.consume(
        topology.inboxQueue(partition),
        10,
        delivery -> {
          replies.add((TaskReply) codec.decode(delivery.body()));
          delivery.ack();
        });
  }

  List<TaskReply> replies() {
    return List.copyOf(replies);
  }

  @Override
  public void close() {
    transport.close();
  }
}
