package io.taskflow.protocol.amqp;

import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.network.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** The connections, the queue and the traffic of a test with a real broker that has a bad day. */
abstract class AmqpRig {

  static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

  final List<AutoCloseable> opened = new ArrayList<>();
  final List<LinkState> states = new CopyOnWriteArrayList<>();

  /** The name of this test's queue. */
  String queue = "";

  Traffic traffic;

  abstract RabbitBroker broker();

  @BeforeEach
  void nameQueue(TestInfo test) {
    queue = test.getTestMethod().orElseThrow().getName();
    traffic = new Traffic(queue);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : opened.reversed()) {
      closeable.close();
    }
  }

  AmqpTransport connect(String host, int port) {
    return connect(host, port, Duration.ofMinutes(1));
  }

  /** One that soon notices silence, also that of a machine that is merely busy. */
  AmqpTransport connectAttentively(String host, int port) {
    return connect(host, port, Duration.ofSeconds(1));
  }

  AmqpTransport connect(String host, int port, Duration heartbeat) {
    AmqpTransport transport =
        AmqpTransport.connect(
            AmqpSettings.builder()
                .uri(broker().uri(host, port))
                .connectionName(queue)
                .heartbeat(heartbeat)
                .connectTimeout(Duration.ofSeconds(5))
                .backoff(Duration.ofMillis(50), Duration.ofSeconds(1))
                .build());
    transport.onStateChange((state, reason) -> states.add(state));
    opened.add(transport);
    return transport;
  }

  AmqpTransport connect() {
    return connect(broker().host(), broker().port());
  }

  TcpProxy proxy() {
    TcpProxy proxy = TcpProxy.to(broker().host(), broker().port());
    opened.add(proxy);
    return proxy;
  }

  Queue queue(QueueKind kind) {
    return new Queue(queue, kind, List.of(), null, null);
  }

  Publisher start(AmqpTransport transport) {
    transport.declare(List.of(queue(QueueKind.CLASSIC)));
    transport.consume(queue, 50, traffic);
    return transport.publisher(queue + "/publisher");
  }

  static boolean closed(AmqpTransport transport) {
    transport.close();
    return transport.state() == LinkState.CLOSED;
  }
}
