package io.taskflow.examples.vmboot.cloud;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.taskflow.examples.vmboot.cloud.Fault.Effect;
import io.taskflow.examples.vmboot.cloud.Resource.Status;
import io.taskflow.examples.vmboot.cloud.Resource.Wanted;
import io.taskflow.protocol.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A cloud on a free loopback port that behaves like a real one where it matters to its clients:
 * resources take a while to become active, can't be deleted while others use them, are limited by a
 * quota, and a request with a known {@code Idempotency-Key} makes nothing new. Faults can be
 * ordered. Thread-safe.
 *
 * <pre>
 * POST   /v1/KIND            makes a resource
 * GET    /v1/KIND            lists resources
 * GET    /v1/KIND/ID?wait=MS one resource; with wait, when it is built or the time is up
 * DELETE /v1/KIND/ID
 * </pre>
 */
public final class SimulatedCloud implements AutoCloseable {

  private static final int MAX_WAIT_MILLIS = 30_000;

  private final CloudState state;
  private final Duration buildTime;
  private final HttpServer server;
  private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService builder = Executors.newSingleThreadScheduledExecutor();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final AtomicInteger posts = new AtomicInteger();

  private SimulatedCloud(Map<String, Integer> quota, Duration buildTime) throws IOException {
    this.state = new CloudState(quota);
    this.buildTime = buildTime;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  /**
   * Starts a cloud that has one image, {@code debian}.
   *
   * @param quota how many resources of a kind there may be
   * @param buildTime how long a resource takes until it is active
   */
  public static SimulatedCloud start(Map<String, Integer> quota, Duration buildTime)
      throws IOException {
    SimulatedCloud cloud = new SimulatedCloud(quota, buildTime);
    Resource image =
        cloud.state.create("images", "image/debian", new Wanted("debian", "cloud", Map.of()));
    cloud.state.finish(image.id(), Status.ACTIVE);
    cloud.server.createContext("/v1/", cloud::handle);
    cloud.server.setExecutor(cloud.handlers);
    cloud.server.start();
    return cloud;
  }

  /** Where clients find it. */
  public URI uri() {
    return URI.create(
        "http://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort());
  }

  /** Orders a fault for the next request that it fits. */
  public void inject(Fault fault) {
    faults.add(fault);
  }

  /** What there is beside the images: nothing, if nothing leaked. */
  public List<Resource> resources() {
    return state.all().stream().filter(r -> !r.kind().equals("images")).toList();
  }

  /** How many requests to make something have come. */
  public int creationRequests() {
    return posts.get();
  }

  @Override
  public void close() {
    server.stop(0);
    handlers.shutdownNow();
    builder.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        serve(exchange);
      } catch (CloudException e) {
        answer(exchange, e.status(), String.valueOf(e.getMessage()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(HttpExchange exchange) throws IOException, InterruptedException {
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    String kind = path[2];
    Effect effect = takeFault(exchange.getRequestMethod(), kind);
    if (effect == Effect.REFUSED) {
      throw new CloudException(503, "the service is overloaded");
    }
    Object body =
        switch (exchange.getRequestMethod()) {
          case "POST" -> create(exchange, kind, effect);
          case "DELETE" -> delete(path.length > 3 ? path[3] : "");
          case "GET" -> path.length > 3 ? get(exchange, path[3]) : state.list(kind);
          default -> throw new CloudException(405, "POST, GET or DELETE expected");
        };
    answer(exchange, effect == Effect.ANSWER_LOST ? 500 : 200, body);
  }

  private Effect takeFault(String method, String kind) {
    Optional<Fault> fault =
        faults.stream()
            .filter(one -> one.method().equals(method) && one.kind().equals(kind))
            .findFirst();
    // Of several requests at once, that one is hit which takes the fault away.
    return fault.filter(faults::remove).map(Fault::effect).orElse(Effect.NONE);
  }

  private Resource create(HttpExchange exchange, String kind, Effect effect) throws IOException {
    posts.incrementAndGet();
    String key = exchange.getRequestHeaders().getFirst(CloudClient.IDEMPOTENCY_KEY);
    if (key == null) {
      throw new CloudException(400, "a header " + CloudClient.IDEMPOTENCY_KEY + " is required");
    }
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Resource resource = state.create(kind, key, Json.parse(body).as(Wanted.class));
    Status outcome = effect == Effect.BUILD_FAILS ? Status.ERROR : Status.ACTIVE;
    var unused =
        builder.schedule(
            () -> state.finish(resource.id(), outcome),
            buildTime.toMillis(),
            TimeUnit.MILLISECONDS);
    return resource;
  }

  private Resource get(HttpExchange exchange, String id)
      throws CloudException, InterruptedException {
    String query = exchange.getRequestURI().getQuery();
    if (query == null || !query.matches("wait=\\d{1,6}")) {
      return state.get(id);
    }
    long waitMillis = Long.parseLong(query.substring("wait=".length()));
    return state.awaitBuilt(id, Math.min(waitMillis, MAX_WAIT_MILLIS));
  }

  private String delete(String id) throws CloudException {
    state.delete(id);
    return "deleted";
  }

  private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = Json.of(body).text().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
