package io.taskflow.controller.dev;

import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A container of RabbitMQ on a loopback port. It keeps nothing, and stays if this process is
 * killed.
 *
 * @param container its id
 * @param uri where it is
 */
record DockerBroker(String container, String uri) implements DevBroker {

  private static final String IMAGE = "rabbitmq:4.1";
  private static final String PORT = "5672";
  private static final Duration SHORT = Duration.ofSeconds(15);

  /** The image may have to be loaded. */
  private static final Duration LONG = Duration.ofMinutes(10);

  private static final Duration READY = Duration.ofMinutes(2);

  static boolean available() {
    try {
      return ProgramRun.of(List.of("docker", "info"), SHORT).worked();
    } catch (DevException e) {
      return false;
    }
  }

  static DockerBroker start() {
    ProgramRun run =
        ProgramRun.of(
            List.of("docker", "run", "--detach", "--rm", "--publish", "127.0.0.1::" + PORT, IMAGE),
            LONG);
    if (!run.worked()) {
      throw new DevException("RabbitMQ does not start: " + run.errors().strip(), null);
    }
    String container = run.output().strip();
    DockerBroker broker = new DockerBroker(container, "");
    boolean ready = false;
    try {
      ProgramRun port = ProgramRun.of(List.of("docker", "port", container, PORT), SHORT);
      String address = port.output().strip().lines().findFirst().orElse("");
      broker = new DockerBroker(container, "amqp://guest:guest@" + address);
      awaitReady(broker.uri());
      ready = true;
      return broker;
    } finally {
      if (!ready) {
        broker.close();
      }
    }
  }

  private static void awaitReady(String uri) {
    CountDownLatch up = new CountDownLatch(1);
    AmqpSettings settings = AmqpSettings.builder().uri(uri).connectionName("taskflow-dev").build();
    try (Transport transport = AmqpTransport.connect(settings)) {
      transport.onStateChange(
          (state, reason) -> {
            if (state == LinkState.UP) {
              up.countDown();
            }
          });
      if (transport.state() != LinkState.UP && !up.await(READY.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new DevException("RabbitMQ was not ready within " + READY, null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevException("interrupted while RabbitMQ started", e);
    }
  }

  @Override
  public String description() {
    return "RabbitMQ in container " + container.substring(0, Math.min(12, container.length()));
  }

  @Override
  public void close() {
    ProgramRun.of(List.of("docker", "rm", "--force", container), SHORT);
  }
}
