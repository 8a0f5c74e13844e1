package io.taskflow.testkit.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.jdbc.PostgresJournal;
import io.taskflow.engine.journal.jdbc.PostgresSettings;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.SubmitOptions;
import io.taskflow.flow.Flow;
import io.taskflow.flow.json.FlowJson;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.Topology;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine as a process of its own. It takes flows by HTTP on a free loopback port, which it
 * writes to a file: {@code POST /flows/KEY} with a flow as JSON answers the flow's id, or status
 * 503 if whether it was stored is unknown; {@code GET /ready} answers 200 or 503. SIGTERM ends it.
 */
final class EngineMain {

  /** Environment: the address of the broker. */
  static final String BROKER = "CHAOS_BROKER";

  /** Environment: the JDBC address of the database, user and password included. */
  static final String DATABASE = "CHAOS_DATABASE";

  private static final Logger LOG = LoggerFactory.getLogger(EngineMain.class);

  private EngineMain() {}

  /** Arguments: the engine's name, delivery limit, lease in milliseconds, file for the port. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> environment = System.getenv();
    Topology defaults = Topology.defaults();
    AmqpTransport transport =
        AmqpTransport.connect(
            AmqpSettings.builder()
                .uri(environment.getOrDefault(BROKER, ""))
                .connectionName(arguments[0])
                .build());
    Journal journal = open(PostgresSettings.parse(environment.getOrDefault(DATABASE, "")));
    Engine engine =
        Engine.builder()
            .name(arguments[0])
            .transport(transport)
            .topology(
                new Topology(
                    defaults.namespace(), defaults.queueKind(), Integer.parseInt(arguments[1])))
            .journal(journal)
            .leaseFor(Duration.ofMillis(Long.parseLong(arguments[2])))
            .start();
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  engine.close();
                  transport.close();
                  journal.close();
                  ended.countDown();
                }));
    serve(engine, Path.of(arguments[3]));
    ended.await();
  }

  /** A process that starts while the database is away waits for it. */
  private static Journal open(PostgresSettings settings) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      try {
        return PostgresJournal.open(settings);
      } catch (JournalException e) {
        LOG.warn("the journal can't be opened now, trying again: {}", e.getMessage());
        if (never.await(500, TimeUnit.MILLISECONDS)) {
          throw e;
        }
      }
    }
  }

  private static void serve(Engine engine, Path portFile) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/flows/", exchange -> submit(engine, exchange));
    server.createContext(
        "/ready", exchange -> answer(exchange, engine.health().ready() ? 200 : 503, ""));
    server.start();
    Path written = portFile.resolveSibling(portFile.getFileName() + ".new");
    Files.writeString(written, Integer.toString(server.getAddress().getPort()));
    Files.move(written, portFile, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void submit(Engine engine, HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    try (InputStream body = exchange.getRequestBody()) {
      Flow flow = FlowJson.read(new String(body.readAllBytes(), StandardCharsets.UTF_8));
      String key = path.substring(path.lastIndexOf('/') + 1);
      answer(
          exchange,
          200,
          engine.submit(flow, Map.of(), SubmitOptions.DEFAULTS.withKey(key)).id().value());
    } catch (JournalException | IllegalStateException e) { // the journal is away, or it is closing
      answer(exchange, 503, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("a flow can't be submitted", e);
      answer(exchange, 500, String.valueOf(e.getMessage()));
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
