package io.taskflow.worker.process;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.Worker;
import io.taskflow.worker.WorkerBuilder;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A worker, its link and its HTTP server, from start to stop. SIGTERM drains it: the JVM ends when
 * the worker has stopped, with the status that tells how. Owned by the main thread; the JVM's
 * shutdown hook only drains.
 */
final class WorkerProcess implements AutoCloseable {

  private final Transport transport;
  private final Duration drainTimeout;
  private final PrometheusMeterRegistry meters = ProcessMeters.create();
  private @Nullable Worker worker;
  private @Nullable HealthServer server;

  WorkerProcess(Transport transport, Duration drainTimeout) {
    this.transport = transport;
    this.drainTimeout = drainTimeout;
  }

  /**
   * Starts everything.
   *
   * @return where its HTTP server is
   */
  String start(WorkerBuilder builder, HttpOptions http) throws IOException {
    Worker started = builder.transport(transport).meterRegistry(meters).start();
    worker = started;
    HealthServer health = http.serve(() -> HealthReport.of(started.status()), meters);
    server = health;
    Runtime.getRuntime().addShutdownHook(new Thread(() -> shutDown(started), "drain"));
    return health.address();
  }

  String identity() {
    return started().identity();
  }

  /** Waits until the worker has stopped, and returns the exit code that tells how. */
  int await() {
    return exitCode(started().stopped().join());
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.close();
    }
    if (server != null) {
      server.close();
    }
    transport.close();
  }

  private void shutDown(Worker draining) {
    int code = ExitCode.UNEXPECTED;
    try {
      code = exitCode(draining.drain(drainTimeout));
      close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // The status of a JVM that was sent a signal would not tell whether all was finished.
      Runtime.getRuntime().halt(code);
    }
  }

  private Worker started() {
    if (worker == null) {
      throw new IllegalStateException("the worker was not started");
    }
    return worker;
  }

  private static int exitCode(boolean finished) {
    return finished ? ExitCode.FINISHED : ExitCode.GIVEN_BACK;
  }
}
