package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;

import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.ControlMessage;
import io.taskflow.protocol.ControlMessage.WorkerAnnouncement;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskReply.Failed;
import io.taskflow.protocol.TaskReply.Succeeded;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a worker in tests: sends requests and control messages, and keeps all that
 * workers say. Thread-safe.
 */
final class ScriptedEngine implements AutoCloseable {

  static final String TOPIC = "default";

  private final Topology topology;
  private final Transport transport;
  private final PatientPublisher publisher;
  private final MessageCodec codec = new MessageCodec();
  private final List<TaskReply> replies = new CopyOnWriteArrayList<>();
  private final List<ControlMessage> heard = new CopyOnWriteArrayList<>();
  private final List<Delivery> dead = new CopyOnWriteArrayList<>();

  ScriptedEngine(Transport transport, Topology topology) {
    this.transport = transport;
    this.topology = topology;
    List<Declaration> declarations = new ArrayList<>(topology.base());
    String hearing = topology.controlExchange() + ".engine-" + UUID.randomUUID();
    declarations.add(topology.inbox(0));
    declarations.add(topology.tasks(TOPIC));
    declarations.add(
        new Declaration.Queue(
            hearing,
            QueueKind.EXCLUSIVE,
            List.of(new Binding(topology.controlExchange(), topology.announcementKey())),
            null,
            null));
    transport.declare(declarations);
    publisher = new PatientPublisher(transport, "engine");
    transport.consume(topology.inboxQueue(0), 100, this::keep);
    transport.consume(hearing, 100, delivery -> keep(delivery, heard, ControlMessage.class));
    transport.consume(
        topology.deadQueue(),
        100,
        delivery -> {
          dead.add(delivery);
          delivery.ack();
        });
  }

  /** Sends a request and waits until the broker has it. */
  TaskRequest send(Requests requests) {
    TaskRequest request = requests.build();
    send(request);
    return request;
  }

  void send(TaskRequest request) {
    publish(topology.tasksExchange(), TOPIC, codec.encode(request), true, request);
  }

  TaskRequest send(Requests requests, int priority) {
    TaskRequest request = requests.build();
    requireConfirmed(
        outcome(topology.tasksExchange(), TOPIC, codec.encode(request), true, request, priority));
    return request;
  }

  /** Sends a request as soon as there is a queue that takes it. */
  TaskRequest sendWhenPossible(Requests requests) {
    TaskRequest request = requests.build();
    await("a queue for " + request.attempt())
        .until(
            () ->
                outcome(topology.tasksExchange(), TOPIC, codec.encode(request), true, request, null)
                    == PublishOutcome.CONFIRMED);
    return request;
  }

  /** Sends bytes where requests are expected. */
  void sendRaw(byte[] body) {
    publish(topology.tasksExchange(), TOPIC, body, true, null);
  }

  /** Sends bytes where workers of the topic expect control messages. */
  void tellRaw(byte[] body) {
    publish(topology.controlExchange(), topology.topicKey(TOPIC), body, false, null);
  }

  /** Tells the workers of the topic. */
  void tellTopic(ControlMessage message) {
    tell(topology.topicKey(TOPIC), message);
  }

  void tell(String routingKey, ControlMessage message) {
    publish(topology.controlExchange(), routingKey, codec.encode(message), false, message);
  }

  void cancel(TaskRequest request, String reason) {
    tellTopic(new ControlMessage.CancelAttempt(request.attempt(), reason));
  }

  List<TaskReply> replies(TaskRequest request) {
    return replies.stream().filter(reply -> reply.attempt().equals(request.attempt())).toList();
  }

  <T extends TaskReply> List<T> replies(TaskRequest request, Class<T> type) {
    return replies(request).stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Waits for a reply of that type. */
  <T extends TaskReply> T await1(TaskRequest request, Class<T> type) {
    await("a " + type.getSimpleName() + " for " + request.attempt())
        .until(() -> !replies(request, type).isEmpty());
    return replies(request, type).getFirst();
  }

  Succeeded awaitSuccess(TaskRequest request) {
    return (Succeeded) awaitEnd(request);
  }

  Failure awaitFailure(TaskRequest request) {
    return ((Failed) awaitEnd(request)).failure();
  }

  TaskReply awaitEnd(TaskRequest request) {
    return awaitEnd(request.attempt());
  }

  TaskReply awaitEnd(AttemptRef attempt) {
    // Looked for at once: a test may ask for the ends of hundreds that have come long ago.
    await("an end of " + attempt).pollDelay(Duration.ZERO).until(() -> !ends(attempt).isEmpty());
    return ends(attempt).getFirst();
  }

  List<TaskReply> ends(AttemptRef attempt) {
    return replies.stream()
        .filter(reply -> reply.attempt().equals(attempt) && reply.ends())
        .toList();
  }

  List<WorkerAnnouncement> announcements() {
    return heard(WorkerAnnouncement.class);
  }

  /** What workers have said on the control exchange, or to all partitions, of one type. */
  <T extends ControlMessage> List<T> heard(Class<T> type) {
    return heard.stream().filter(type::isInstance).map(type::cast).toList();
  }

  List<Delivery> dead() {
    return List.copyOf(dead);
  }

  @Override
  public void close() {
    transport.close();
  }

  private void keep(Delivery delivery) {
    if (codec.decode(delivery.body()) instanceof TaskReply) {
      keep(delivery, replies, TaskReply.class);
    } else {
      keep(delivery, heard, ControlMessage.class);
    }
  }

  private <T> void keep(Delivery delivery, List<T> where, Class<T> type) {
    Message message = codec.decode(delivery.body());
    where.add(type.cast(message));
    delivery.ack();
  }

  private void publish(
      String exchange, String key, byte[] body, boolean mandatory, @Nullable Message message) {
    requireConfirmed(outcome(exchange, key, body, mandatory, message, null));
  }

  private static void requireConfirmed(PublishOutcome outcome) {
    if (outcome != PublishOutcome.CONFIRMED) {
      throw new IllegalStateException("not confirmed: " + outcome);
    }
  }

  private PublishOutcome outcome(
      String exchange,
      String key,
      byte[] body,
      boolean mandatory,
      @Nullable Message message,
      @Nullable Integer priority) {
    return publisher.publish(
        new OutgoingMessage(
            exchange,
            key,
            body,
            message == null ? "" : MessageCodec.kind(message),
            UUID.randomUUID().toString(),
            null,
            MessageCodec.CONTENT_TYPE,
            true,
            mandatory,
            priority,
            Map.of()));
  }
}
