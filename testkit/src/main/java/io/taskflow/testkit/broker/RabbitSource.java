package io.taskflow.testkit.broker;

import java.util.Locale;
import org.testcontainers.DockerClientFactory;

/** Where a test's broker comes from. */
public enum RabbitSource {
  /** A container, through Testcontainers. */
  DOCKER,
  /** The machine's {@code rabbitmq-server} program, as {@link PrivateRabbit}. */
  PROGRAM;

  /** The environment variable that chooses one: {@code docker} or {@code program}. */
  public static final String VARIABLE = "TASKFLOW_TEST_RABBITMQ";

  /**
   * Returns what this machine has: the source that {@link #VARIABLE} names, else Docker, else the
   * program.
   *
   * @throws BrokerException if there is none; the message says what to install
   */
  public static RabbitSource detect() {
    String wanted = System.getenv().getOrDefault(VARIABLE, "").toLowerCase(Locale.ROOT);
    return switch (wanted) {
      case "" -> dockerAvailable() ? DOCKER : program("No Docker engine answers here.");
      case "program" -> program(VARIABLE + " asks for the program.");
      case "docker" -> docker();
      default ->
          throw new BrokerException(VARIABLE + " is '" + wanted + "': docker or program expected");
    };
  }

  /**
   * Tells whether Testcontainers are on the class path and a Docker engine answers. The first call
   * takes a second or two.
   */
  public static boolean dockerAvailable() {
    try {
      return DockerClientFactory.instance().isDockerAvailable();
    } catch (NoClassDefFoundError testcontainersNotThere) {
      return false;
    }
  }

  /** Starts a node that belongs to the caller and waits until it is ready. */
  public RabbitNode start(RabbitSettings settings) {
    return switch (this) {
      case DOCKER -> ContainerRabbit.start(settings);
      case PROGRAM -> PrivateRabbit.start(settings);
    };
  }

  private static RabbitSource docker() {
    if (!dockerAvailable()) {
      throw new BrokerException(
          VARIABLE
              + " asks for Docker, but no Docker engine answers (or Testcontainers are not on"
              + " the class path)");
    }
    return DOCKER;
  }

  private static RabbitSource program(String situation) {
    String missing = NodeScript.missing();
    if (!missing.isEmpty()) {
      throw new BrokerException("This test needs a RabbitMQ broker. " + situation + "\n" + missing);
    }
    return PROGRAM;
  }
}
