package io.taskflow.testkit.broker;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.rabbitmq.RabbitMQContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A RabbitMQ node in a container of its own. Its port on the host is fixed beforehand, because a
 * container that is started again would get another one from Docker.
 *
 * <p>Safe for use by many threads.
 */
final class ContainerRabbit implements RabbitNode {

  /** The environment variable that names another image than {@link #IMAGE}. */
  static final String IMAGE_VARIABLE = "TASKFLOW_TEST_RABBITMQ_IMAGE";

  private static final String IMAGE = "rabbitmq:4.1";
  private static final int AMQP_PORT = 5672;
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);

  private final RabbitMQContainer container;

  private ContainerRabbit(RabbitMQContainer container) {
    this.container = container;
  }

  static ContainerRabbit start(RabbitSettings settings) {
    String image = System.getenv().getOrDefault(IMAGE_VARIABLE, IMAGE);
    RabbitMQContainer container =
        new RabbitMQContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("rabbitmq"));
    container.setPortBindings(List.of(freePort() + ":" + AMQP_PORT));
    copy(container, String.join("\n", settings.config()), "/etc/rabbitmq/conf.d/90-test.conf");
    copy(container, settings.advancedConfig(), "/etc/rabbitmq/advanced.config");
    if (!settings.plugins().isEmpty()) {
      String plugins = "[" + String.join(",", settings.plugins()) + "].\n";
      copy(container, plugins, "/etc/rabbitmq/enabled_plugins");
    }
    container.start();
    return new ContainerRabbit(container);
  }

  private static void copy(RabbitMQContainer container, String text, String path) {
    if (!text.isEmpty()) {
      container.withCopyToContainer(Transferable.of(text + "\n", 0644), path);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }

  @Override
  public String host() {
    return container.getHost();
  }

  @Override
  public int port() {
    return container.getMappedPort(AMQP_PORT);
  }

  @Override
  public String ctl(String... arguments) {
    ExecResult result = execute(arguments);
    if (result.getExitCode() != 0) {
      throw new BrokerException(
          "rabbitmqctl %s failed with exit status %d%n%s%s"
              .formatted(
                  String.join(" ", arguments),
                  result.getExitCode(),
                  result.getStderr(),
                  result.getStdout()));
    }
    return result.getStdout();
  }

  private ExecResult execute(String... arguments) {
    try {
      return container.execInContainer(
          Stream.concat(Stream.of("rabbitmqctl"), Stream.of(arguments)).toArray(String[]::new));
    } catch (IOException e) {
      throw new BrokerException("cannot run rabbitmqctl in the container", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("interrupted while rabbitmqctl ran in the container", e);
    }
  }

  @Override
  public void stop() {
    if (running()) {
      docker().stopContainerCmd(id()).exec();
    }
  }

  @Override
  public void killHard() {
    if (running()) {
      docker().killContainerCmd(id()).exec();
    }
  }

  @Override
  public void startAgain() {
    docker().startContainerCmd(id()).exec();
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    // Until the runtime is up the command fails at once; afterwards it waits by itself.
    while (execute("await_startup", "--timeout", "60").getExitCode() != 0) {
      if (System.nanoTime() > deadline) {
        throw new BrokerException("the container was not ready again within " + READY_LIMIT);
      }
    }
  }

  @Override
  public void pause() {
    docker().pauseContainerCmd(id()).exec();
  }

  @Override
  public void resume() {
    docker().unpauseContainerCmd(id()).exec();
  }

  @Override
  public boolean running() {
    return Boolean.TRUE.equals(docker().inspectContainerCmd(id()).exec().getState().getRunning());
  }

  @Override
  public void close() {
    container.stop();
  }

  private DockerClient docker() {
    return container.getDockerClient();
  }

  private String id() {
    return container.getContainerId();
  }
}
