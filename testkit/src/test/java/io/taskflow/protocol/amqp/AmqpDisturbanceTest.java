package io.taskflow.protocol.amqp;

import static io.taskflow.protocol.amqp.Messages.message;
import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.Exchange;
import io.taskflow.protocol.transport.Declaration.ExchangeKind;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.testkit.broker.RabbitNode;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.testkit.network.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everything that can go wrong, in random order, while messages are on their way. */
@RequiresRabbit
class AmqpDisturbanceTest {

  private static final int DISTURBANCES = 50;
  private static final int BATCH = 200;
  private static final String QUEUE = "numbers";
  private static final String REPEATED = "repeated";
  private static final String EXCHANGE = "numbers.x";

  private static RabbitNode node;

  @BeforeAll
  static void useNode(RabbitNode own) {
    node = own;
  }

  /** One way to disturb; leaves the world mended. */
  @FunctionalInterface
  private interface Disturbance {
    void inflict();
  }

  @Test
  @Timeout(400)
  void losesNothingOverManyDisturbances() {
    long seed = Long.getLong("taskflow.test.seed", System.nanoTime());
    Random random = new Random(seed);
    Traffic traffic = new Traffic(EXCHANGE, "k");
    Outcomes poison = new Outcomes();
    Map<String, Integer> inflicted = new TreeMap<>();
    try (TcpProxy proxy = TcpProxy.to(node.host(), node.port());
        AmqpTransport transport = connect(proxy)) {
      transport.declare(
          List.of(
              new Exchange(EXCHANGE, ExchangeKind.DIRECT),
              new Queue(QUEUE, QueueKind.QUORUM, List.of(new Binding(EXCHANGE, "k")), null, null)));
      node.flush();
      transport.consume(QUEUE, 100, traffic);
      Publisher publisher = transport.publisher("p");
      Map<String, Disturbance> disturbances =
          new TreeMap<>(
              Map.of(
                  "cut", proxy::cut,
                  "blackhole", () -> outage(transport, proxy::blackhole, proxy),
                  "stall", () -> outage(transport, proxy::stall, proxy),
                  "refuse", () -> outage(transport, proxy::refuse, proxy),
                  "polite close", () -> node.closeAllConnections("disturbance"),
                  "reset", node::resetAllConnections,
                  "alarm", AmqpDisturbanceTest::alarm,
                  "poison", () -> poison(publisher, poison)));
      List<String> names = List.copyOf(disturbances.keySet());
      for (int i = 0; i < DISTURBANCES; i++) {
        traffic.send(publisher, BATCH);
        String name = i == DISTURBANCES / 2 ? "crash" : names.get(random.nextInt(names.size()));
        inflicted.merge(name, 1, Integer::sum);
        disturbances.getOrDefault(name, AmqpDisturbanceTest::crash).inflict();
      }
      try {
        traffic.awaitComplete();
        await().until(() -> poison.count() == inflicted.getOrDefault("poison", 0));
        assertThat(poison.count(PublishOutcome.REFUSED)).isEqualTo(poison.count());
        await().until(() -> node.queueDepth(QUEUE) == 0);
        assertThat(publisher.pending()).isZero();
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            "with -Dtaskflow.test.seed=%d: sent %d, received %d, confirmed %d, state %s, %s after %s"
                .formatted(
                    seed,
                    traffic.sent(),
                    traffic.received(),
                    traffic.confirmed(),
                    transport.state(),
                    transport.statistics(),
                    inflicted),
            e);
      }
    }
  }

  @Test
  @Timeout(120)
  void tellsOfAMessageThatIsPublishedAgainBeforeItTellsWhatBecameOfIt() {
    List<String> heard = new CopyOnWriteArrayList<>();
    try (TcpProxy proxy = TcpProxy.to(node.host(), node.port());
        AmqpTransport transport = connect(proxy)) {
      transport.declare(List.of(new Queue(REPEATED, QueueKind.QUORUM, List.of(), null, null)));
      Publisher publisher = transport.publisher("p");
      Outcomes first = new Outcomes();
      first.publish(publisher, message("", REPEATED, "first", true));
      await("its channel is open").until(() -> first.count(PublishOutcome.CONFIRMED) == 1);
      outage(
          transport,
          () -> {
            proxy.blackhole();
            publisher.publish(
                message("", REPEATED, "once or twice", true),
                new Publisher.OutcomeListener() {
                  @Override
                  public void outcome(PublishOutcome outcome) {
                    heard.add(outcome.name());
                  }

                  @Override
                  public void again() {
                    heard.add("again");
                  }
                });
          },
          proxy);
      await().until(() -> heard.contains(PublishOutcome.CONFIRMED.name()));
      assertThat(heard).startsWith("again").endsWith(PublishOutcome.CONFIRMED.name());
    }
  }

  private static AmqpTransport connect(TcpProxy proxy) {
    return AmqpTransport.connect(
        AmqpSettings.builder()
            .uri(node.uri(proxy.host(), proxy.port()))
            .connectionName("disturbed")
            .heartbeat(Duration.ofSeconds(1))
            .connectTimeout(Duration.ofSeconds(2))
            .backoff(Duration.ofMillis(20), Duration.ofMillis(500))
            .build());
  }

  private static void outage(AmqpTransport transport, Runnable fault, TcpProxy proxy) {
    long before = transport.statistics().recoveries();
    fault.run();
    await()
        .until(
            () ->
                transport.state() != LinkState.UP || transport.statistics().recoveries() > before);
    proxy.restore();
  }

  private static void alarm() {
    node.raiseMemoryAlarm();
    node.clearMemoryAlarm();
  }

  private static void poison(Publisher publisher, Outcomes outcomes) {
    outcomes.publish(
        publisher, message("no such exchange", "k", "poison " + outcomes.hashCode(), true));
  }

  private static void crash() {
    node.killHard();
    node.startAgain();
  }
}
