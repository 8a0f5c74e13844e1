package io.taskflow.testkit.chaos;

import io.taskflow.flow.Flow;
import io.taskflow.flow.json.FlowJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Speaks to engines' processes. Thread-safe. */
final class Submitter implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final Site site;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();

  Submitter(Site site) {
    this.site = site;
  }

  /** Submits a flow; the id that it has if that worked, empty if whether it worked is unknown. */
  Optional<String> submit(Member engine, String key, Flow flow) throws InterruptedException {
    HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString(FlowJson.write(flow));
    Optional<HttpResponse<String>> answer =
        send(engine, "/flows/" + key, request -> request.POST(body));
    answer
        .filter(response -> response.statusCode() == 500)
        .ifPresent(
            response -> {
              throw new CampaignException(
                  "%s refused flow %s: %s".formatted(engine.name(), key, response.body()));
            });
    return answer.filter(response -> response.statusCode() == 200).map(HttpResponse::body);
  }

  /** Whether an engine says that it is ready. */
  boolean ready(Member engine) throws InterruptedException {
    return send(engine, "/ready", HttpRequest.Builder::GET)
        .filter(response -> response.statusCode() == 200)
        .isPresent();
  }

  private Optional<HttpResponse<String>> send(
      Member engine, String path, java.util.function.UnaryOperator<HttpRequest.Builder> method)
      throws InterruptedException {
    Path portFile = site.portFile(engine.lifeName());
    try {
      if (!Files.exists(portFile)) {
        return Optional.empty();
      }
      URI uri = URI.create("http://127.0.0.1:" + Files.readString(portFile) + path);
      HttpRequest request = method.apply(HttpRequest.newBuilder(uri).timeout(LIMIT)).build();
      return Optional.of(client.send(request, BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty(); // it is dead, frozen or starting
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
