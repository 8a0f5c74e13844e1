package io.taskflow.worker.process;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Where a process tells over HTTP how it is. Filled once by the command line. */
public final class HttpOptions {

  @Option(
      names = "--http-host",
      defaultValue = "127.0.0.1",
      description = "Address of /health/live, /health/ready and /metrics.")
  private String host = "";

  @Option(names = "--http-port", defaultValue = "0", description = "Its port; 0 for a free one.")
  private int port;

  /** Made with the command that it is a part of. */
  public HttpOptions() {}

  /**
   * Starts to tell.
   *
   * @param health asked for each request
   * @param meters what {@code /metrics} shows
   * @throws IOException if the server can't be made
   * @throws IllegalArgumentException if the address can't be used
   */
  public HealthServer serve(Supplier<HealthReport> health, PrometheusMeterRegistry meters)
      throws IOException {
    return HealthServer.start(host, port, health, meters);
  }
}
