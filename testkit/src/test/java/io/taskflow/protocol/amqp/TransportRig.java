package io.taskflow.protocol.amqp;

import static io.taskflow.protocol.amqp.Messages.toQueue;
import static io.taskflow.worker.Patience.await;

import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** The connections, the queue and the inbox of a test of transports. */
abstract class TransportRig {

  /** Long enough for a broker to deliver what it should not. */
  static final Duration QUIET = Duration.ofMillis(300);

  final List<Transport> opened = new ArrayList<>();
  final Outcomes outcomes = new Outcomes();
  final Inbox inbox = new Inbox();

  /** The name of this test's queue. */
  String queue = "";

  /** This test's first connection. */
  Transport transport;

  /** Opens one more connection to the same broker. */
  abstract Transport connect(String name);

  /** How the durable queues of the tests keep their messages. */
  abstract QueueKind queueKind();

  /** Deletes a queue from outside. */
  abstract void deleteQueue(String name);

  @BeforeEach
  void openTransport(TestInfo test) {
    queue = test.getTestMethod().orElseThrow().getName();
    transport = open("first");
  }

  @AfterEach
  void closeTransports() {
    opened.forEach(Transport::close);
  }

  /** Opens a connection that is closed after the test. */
  final Transport open(String name) {
    Transport more = connect(name);
    opened.add(more);
    return more;
  }

  final Queue plainQueue() {
    return new Queue(queue, queueKind(), List.of(), null, null);
  }

  /** Declares this test's queue and puts messages with the ids 0, 1, … into it. */
  final Publisher fill(int count) {
    transport.declare(List.of(plainQueue()));
    Publisher publisher = transport.publisher("filler");
    Messages.ids(count).forEach(id -> outcomes.publish(publisher, toQueue(queue, id)));
    await().until(() -> outcomes.count(PublishOutcome.CONFIRMED) == count);
    return publisher;
  }
}
