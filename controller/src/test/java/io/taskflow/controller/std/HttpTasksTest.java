package io.taskflow.controller.std;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.taskflow.controller.local.LocalRun.Outcome;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.Json;
import io.taskflow.worker.std.StandardTasks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code std.http} and {@code std.wait-for} ask of a server, and what they make of it. */
class HttpTasksTest {

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedDeque<Integer> statuses = new ConcurrentLinkedDeque<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** The next of the statuses, or 200, with the identity of what a POST has made. */
  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
    keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
    Integer status = statuses.poll();
    byte[] answer = "{\"id\": 7.50}".getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status == null ? 200 : status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private Outcome run(String tasks) throws Exception {
    return StandardRun.run(
        StandardTasks.harmless(),
        "linear: f\ninputs: {base: string}\noutputs: [status, body]\ntasks:\n" + tasks,
        Map.of("base", Json.of("http://localhost:" + server.getAddress().getPort())));
  }

  @Test
  void aRequestIsSentWithItsArgumentsAndGivesStatusAndBody() throws Exception {
    Outcome outcome =
        run(
            """
              - task: make
                type: std.http
                with: {url: $base, method: post, body: {name: a b}, headers: {X-A: b}}
                provides: {keys: [status, body]}
              - {task: look, type: std.http, with: {url: "$base", expect: [200]}}
            """);
    assertThat(outcome.result().status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(outcome.outputs())
        .containsEntry("status", Json.of(200))
        .containsEntry("body", Json.parse("{\"id\":7.50}"));
    assertThat(asked).containsExactly("POST / {\"name\":\"a b\"}", "GET / ");
    assertThat(keys.get(0)).isNotEqualTo("null");
    assertThat(keys.get(1)).isEqualTo("null");
  }

  @Test
  void attemptsFollowStatusesThatMayPassWithTheSameKey() throws Exception {
    statuses.addAll(List.of(503, 429, 201));
    Outcome outcome =
        run(
            """
              - task: make
                type: std.http
                with: {url: $base, method: PUT}
                attempts: {most: 5, firstDelay: 1ms}
                provides: {keys: [status, body]}
            """);
    assertThat(outcome.outputs()).containsEntry("status", Json.of(201));
    assertThat(keys).hasSize(3).containsOnly(keys.get(0));
  }

  @Test
  void noAttemptFollowsAStatusThatStays() throws Exception {
    statuses.add(403);
    Outcome outcome =
        run(
            """
              - task: make
                type: std.http
                with: {url: $base, method: PUT}
                attempts: {most: 5, firstDelay: 1ms}
                provides: {keys: [status, body]}
            """);
    assertThat(outcome.result().status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(asked).hasSize(1);
    assertThat(StandardRun.failure(outcome))
        .contains("was answered with 403, but 200 to 299 was expected");
  }

  @Test
  void theRevertRequestIsMadeOfArgumentsAndResult() throws Exception {
    statuses.addAll(List.of(200, 404));
    Outcome outcome =
        run(
            """
              - task: make
                type: std.http
                with:
                  base: $base
                  area: a/b c
                  url: $base
                  method: POST
                  revert: {url: "http://localhost:{port}/{area}/{body.id}"}
                  port: PORT
                provides: {keys: [status, body]}
              - {task: fail, type: std.fail}
            """
                .replace("PORT", String.valueOf(server.getAddress().getPort())));
    assertThat(outcome.result().status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(asked).containsExactly("POST / ", "DELETE /a%2Fb%20c/7.50 ");
  }

  @Test
  void nothingIsUndoneThatNeedsAResultThatThereIsNot() throws Exception {
    statuses.add(500);
    Outcome outcome =
        run(
            """
              - task: make
                type: std.http
                with: {url: $base, method: POST, revert: {url: "http://localhost/{body.id}"}}
                provides: {keys: [status, body]}
            """);
    assertThat(outcome.result().status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(asked).hasSize(1);
  }

  @Test
  void onlyHttpAddressesAreTaken() throws Exception {
    Outcome outcome =
        run(
            """
              - task: make
                type: std.http
                with: {url: "file:///etc/passwd"}
                provides: {keys: [status, body]}
            """);
    assertThat(StandardRun.failure(outcome))
        .contains("an address with http:// or https:// is expected");
  }

  @Test
  void waitForAsksUntilTheStatusIsThere() throws Exception {
    statuses.addAll(List.of(503, 503));
    Outcome outcome =
        run(
            """
              - {task: wait, type: std.wait-for, with: {url: $base, every: 1ms}, provides: status}
              - {task: open, type: std.wait-for, with: {port: PORT}, provides: body}
            """
                .replace("PORT", String.valueOf(server.getAddress().getPort())));
    assertThat(outcome.outputs())
        .containsEntry("status", Json.of(3))
        .containsEntry("body", Json.of(1));
  }

  @Test
  void waitForFailsWhenItsTimeIsUp() throws Exception {
    Outcome outcome =
        run(
            """
              - task: wait
                type: std.wait-for
                with: {url: $base, status: 418, every: 1ms, timeout: 20ms}
                provides: [status, body]
            """);
    assertThat(StandardRun.failure(outcome)).contains("did not come within 20ms");
  }
}
