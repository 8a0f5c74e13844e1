package io.taskflow.examples.vmboot.cloud;

import io.taskflow.examples.vmboot.cloud.Resource.Wanted;
import io.taskflow.protocol.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Talks to a cloud. Thread-safe. */
public final class CloudClient {

  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int NOT_FOUND = 404;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /**
   * Makes a resource.
   *
   * @param key a second request with the same key gives the resource of the first
   * @throws CloudException if the cloud refuses or fails; after a failure the resource may be there
   */
  public Resource create(URI cloud, String kind, String key, Wanted wanted)
      throws IOException, InterruptedException {
    HttpRequest request =
        request(cloud, "/v1/" + kind)
            .header(IDEMPOTENCY_KEY, key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.of(wanted).text()))
            .build();
    return send(request).as(Resource.class);
  }

  /** All resources of a kind. */
  public List<Resource> list(URI cloud, String kind) throws IOException, InterruptedException {
    return List.of(send(request(cloud, "/v1/" + kind).GET().build()).as(Resource[].class));
  }

  /** A resource when it is built, or as it is when that takes too long. */
  public Resource awaitBuilt(URI cloud, Resource resource, Duration atMost)
      throws IOException, InterruptedException {
    String path = "/v1/" + resource.kind() + "/" + resource.id() + "?wait=" + atMost.toMillis();
    return send(request(cloud, path).GET().build()).as(Resource.class);
  }

  /** Makes sure that a resource is not there. */
  public void delete(URI cloud, Resource resource) throws IOException, InterruptedException {
    String path = "/v1/" + resource.kind() + "/" + resource.id();
    try {
      send(request(cloud, path).DELETE().build());
    } catch (CloudException e) {
      if (e.status() != NOT_FOUND) {
        throw e;
      }
    }
  }

  private static HttpRequest.Builder request(URI cloud, String path) {
    return HttpRequest.newBuilder(cloud.resolve(path)).timeout(TIMEOUT);
  }

  private Json send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new CloudException(
          response.statusCode(),
          "%s %s was answered with %d: %s"
              .formatted(request.method(), request.uri(), response.statusCode(), response.body()));
    }
    return Json.parse(response.body());
  }
}
