package io.taskflow.controller.dev;

import java.nio.file.Path;

/** A RabbitMQ that belongs to an installation for developing, and ends with it. */
public sealed interface DevBroker extends AutoCloseable permits ProgramBroker, DockerBroker {

  /** Where a broker comes from. */
  enum Source {
    /** The program {@code rabbitmq-server} of this machine, as a private node. */
    PROGRAM,
    /** A container. */
    DOCKER,
    /** The program if it is there, else a container. */
    ANY
  }

  /** Where it is: {@code amqp://user:password@host:port}. */
  String uri();

  /** What it is, for people. */
  String description();

  /** Stops it. Idempotent. */
  @Override
  void close();

  /**
   * Starts one and waits until it is ready.
   *
   * @param directory for what it keeps
   * @throws DevException if there is none, or it does not start
   */
  static DevBroker start(Source source, Path directory) {
    String missing = source == Source.DOCKER ? "" : ProgramBroker.missing(directory);
    boolean program = source == Source.PROGRAM || (source == Source.ANY && missing.isEmpty());
    if (program) {
      if (!missing.isEmpty()) {
        throw new DevException(missing, null);
      }
      return ProgramBroker.start(directory);
    }
    if (!DockerBroker.available()) {
      throw new DevException(
          "there is no RabbitMQ: "
              + (missing.isEmpty() ? "" : missing.strip() + "\n")
              + "No Docker engine answers either. 'taskflow dev --local' needs no broker",
          null);
    }
    return DockerBroker.start();
  }
}
