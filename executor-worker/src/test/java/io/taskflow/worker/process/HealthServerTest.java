package io.taskflow.worker.process;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.TaskDefinition;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a worker process tells over HTTP. */
class HealthServerTest {

  private final InMemoryBroker broker = new InMemoryBroker();
  private final Transport transport = broker.connect("worker");
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Worker worker =
      Worker.builder()
          .transport(transport)
          .topic("default")
          .tasks(TaskRegistry.of(TaskDefinition.shared("easy", context -> null)))
          .slots(3)
          .meterRegistry(meters)
          .start();
  private final HttpClient client = HttpClient.newHttpClient();
  private HealthServer server;

  @BeforeEach
  void start() throws IOException {
    server = HealthServer.start("127.0.0.1", 0, this::health, meters);
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
    worker.close();
    transport.close();
  }

  @Test
  void isReadyWhileTheBrokerCanBeReached() throws Exception {
    HttpResponse<String> ready = request("GET", "/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).contains("\"state\":\"RUNNING\"", "\"link\":\"UP\"", "\"slots\":3");

    broker.stop();
    assertThat(request("GET", "/health/ready").statusCode()).isEqualTo(503);
    assertThat(request("GET", "/health/live").statusCode()).isEqualTo(200);

    broker.start();
    assertThat(request("GET", "/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void isNotAliveAfterTheWorkerHasStopped() throws Exception {
    worker.close();

    assertThat(request("GET", "/health/ready").statusCode()).isEqualTo(503);
    assertThat(request("GET", "/health/live").statusCode()).isEqualTo(503);
  }

  @Test
  void servesMetricsForPrometheus() throws Exception {
    await().until(() -> request("GET", "/metrics").body().contains("taskflow_worker_slots{"));
    HttpResponse<String> metrics = request("GET", "/metrics");

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(metrics.body())
        .contains("taskflow_worker_slots{state=\"free\",worker=\"worker\"} 3.0");
  }

  @Test
  void answersNothingElse() throws Exception {
    assertThat(request("POST", "/health/ready").statusCode()).isEqualTo(405);
    assertThat(request("GET", "/").statusCode()).isEqualTo(404);
  }

  @Test
  void saysWhichAddressIsTaken() {
    int taken = URI.create(server.address()).getPort();

    assertThatThrownBy(() -> HealthServer.start("127.0.0.1", taken, this::health, meters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("127.0.0.1:" + taken);
  }

  private HealthReport health() {
    return HealthReport.of(worker.status());
  }

  private HttpResponse<String> request(String method, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
