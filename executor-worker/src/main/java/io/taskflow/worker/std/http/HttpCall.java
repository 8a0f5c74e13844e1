package io.taskflow.worker.std.http;

import io.taskflow.protocol.InvalidJsonException;
import io.taskflow.protocol.Json;
import io.taskflow.worker.TaskFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer.
 *
 * @param method such as {@code POST}
 * @param uri with http or https
 * @param headers by name
 * @param body what is sent: a text as it is, everything else as JSON; null for nothing
 * @param timeout until the answer has begun
 */
record HttpCall(
    String method, URI uri, Map<String, String> headers, @Nullable Object body, Duration timeout) {

  /** An answer has to fit into a reply with room to spare. */
  private static final int MAX_ANSWER_BYTES = 200_000;

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final String CONTENT_TYPE = "Content-Type";

  /**
   * What was answered.
   *
   * @param status the status code
   * @param headers the first of each name, in lower case
   * @param body JSON as such, everything else as a text; null for nothing
   */
  record Answer(int status, Map<String, String> headers, @Nullable Object body) {}

  /** Made when it is first needed; follows redirects, but never from https to http. */
  private static final class Shared {
    private static final HttpClient CLIENT =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
  }

  /** An address that somebody wrote. */
  static URI uri(String text) {
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new TaskFailure("an address with http:// or https:// is expected, but this is " + text)
        .retryable(false);
  }

  /** A value within an address. */
  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Sends the request.
   *
   * @param key the same for all attempts at the same; sent with methods that change something
   */
  Answer send(String key) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(timeout).method(method, publisher());
    Map<String, String> all = new LinkedHashMap<>(headers);
    if (!SAFE.contains(method) && !hasHeader(IDEMPOTENCY_KEY)) {
      all.put(IDEMPOTENCY_KEY, key);
    }
    if (body != null && !(body instanceof String) && !hasHeader(CONTENT_TYPE)) {
      all.put(CONTENT_TYPE, "application/json");
    }
    try {
      all.forEach(request::header);
      return answer(Shared.CLIENT.send(request.build(), BodyHandlers.ofInputStream()));
    } catch (IllegalArgumentException e) {
      throw new TaskFailure("the request can't be made: " + e.getMessage()).retryable(false);
    } catch (IOException e) {
      throw new TaskFailure("%s %s got no answer: %s".formatted(method, where(), e), e);
    }
  }

  /** The address without its query, which may hold secrets. */
  String where() {
    return "%s://%s%s".formatted(uri.getScheme(), uri.getAuthority(), uri.getRawPath());
  }

  private boolean hasHeader(String name) {
    return headers.keySet().stream().anyMatch(name::equalsIgnoreCase);
  }

  private BodyPublisher publisher() {
    return switch (body) {
      case null -> BodyPublishers.noBody();
      case String text -> BodyPublishers.ofString(text);
      default -> BodyPublishers.ofString(Json.of(body).text());
    };
  }

  private Answer answer(HttpResponse<InputStream> response) throws IOException {
    Map<String, String> received = new LinkedHashMap<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> received.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    try (InputStream in = response.body()) {
      byte[] bytes = in.readNBytes(MAX_ANSWER_BYTES + 1);
      if (bytes.length > MAX_ANSWER_BYTES) {
        throw new TaskFailure(
                "the answer of %s has more than %,d bytes".formatted(where(), MAX_ANSWER_BYTES))
            .retryable(false);
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      return new Answer(response.statusCode(), received, parsed(received, text));
    }
  }

  private static @Nullable Object parsed(Map<String, String> headers, String text) {
    if (text.isEmpty()) {
      return null;
    }
    if (headers.getOrDefault("content-type", "").contains("json")) {
      try {
        return Json.parse(text);
      } catch (InvalidJsonException e) {
        return text;
      }
    }
    return text;
  }
}
