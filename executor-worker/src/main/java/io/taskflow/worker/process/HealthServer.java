package io.taskflow.worker.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Tells over HTTP whether a process lives, whether it can work, and its metrics. Thread-safe. */
public final class HealthServer implements AutoCloseable {

  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService executor;

  private HealthServer(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /**
   * @param port 0 for a free one
   * @throws IOException if the address can't be used
   */
  static HealthServer start(
      String host, int port, Supplier<HealthReport> health, PrometheusMeterRegistry meters)
      throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(host, port), 0);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the HTTP server can't use %s:%d: %s".formatted(host, port, e.getMessage()), e);
    }
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(executor);
    server.createContext("/health/live", status(health, HealthReport::live));
    server.createContext("/health/ready", status(health, HealthReport::ready));
    server.createContext(
        "/metrics", exchange -> answer(exchange, 200, PROMETHEUS, meters.scrape()));
    server.start();
    return new HealthServer(server, executor);
  }

  /** The base of its URLs. */
  public String address() {
    InetSocketAddress address = server.getAddress();
    return "http://" + address.getHostString() + ":" + address.getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }

  private static HttpHandler status(Supplier<HealthReport> health, Predicate<HealthReport> well) {
    return exchange -> {
      HealthReport report = health.get();
      answer(exchange, well.test(report) ? 200 : 503, JSON, report.details().text());
    };
  }

  private static void answer(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
