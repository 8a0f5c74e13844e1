package io.taskflow.worker.std.http;

import io.taskflow.worker.RevertContext;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import io.taskflow.worker.std.http.HttpCall.Answer;
import io.taskflow.worker.std.manual.Manual;
import io.taskflow.worker.std.manual.Parameter;
import io.taskflow.worker.std.manual.StandardTask;
import io.taskflow.worker.std.manual.Template;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends a request, and another one to undo what it did. */
public final class HttpTask implements StandardTask {

  private static final Parameter<String> URL =
      Parameter.text("url", "http:// or https://; `{name}` stands for another argument, encoded")
          .required();

  private static final Parameter<String> METHOD = Parameter.text("method", "any").usually("`GET`");

  @SuppressWarnings("rawtypes")
  private static final Parameter<Map> HEADERS = Parameter.mapping("headers", "by name");

  private static final Parameter<Object> BODY =
      Parameter.any("body", "what is sent: a text as it is, everything else as JSON");

  private static final Parameter<Duration> TIMEOUT =
      Parameter.duration("timeout", "until the answer begins").usually("`30s`");

  private static final Parameter<List<Integer>> EXPECT =
      Parameter.integers("expect", "statuses that are a success").usually("200 to 299");

  private static final Parameter<List<Integer>> RETRY_ON =
      Parameter.integers("retryOn", "statuses after which another attempt may follow")
          .usually("408, 425, 429, 500, 502, 503, 504");

  @SuppressWarnings("rawtypes")
  private static final Parameter<Map> REVERT =
      Parameter.mapping(
          "revert",
          "the request that undoes it: `url`, `method` (`DELETE`), `headers`, `body`, `expect` (2xx,"
              + " 404, 410); in its `url` also `{status}`, `{body.id}` and the like stand for parts of"
              + " the result");

  private static final List<Integer> USUAL_RETRY = List.of(408, 425, 429, 500, 502, 503, 504);
  private static final List<Integer> GONE = List.of(404, 410);
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

  @Override
  public Manual manual() {
    return new Manual(
        "std.http",
        "Sends an HTTP request. Methods that change something carry `Idempotency-Key`, the same for"
            + " all attempts of a round.",
        List.of(URL, METHOD, HEADERS, BODY, TIMEOUT, EXPECT, RETRY_ON, REVERT),
        "`status`, `headers` by name in lower case, `body`: JSON as such, else a text, up to 200,000"
            + " bytes",
        "sends the request `revert`, if there is one; also if execute failed, unless its `url` needs"
            + " a result that there is not",
        "sends the same again with the same `Idempotency-Key`: as harmless as the server makes it");
  }

  @Override
  public Object execute(TaskContext context) throws InterruptedException {
    Optional<? extends Map<?, ?>> revert = REVERT.find(context).map(m -> (Map<?, ?>) m);
    if (revert.isPresent() && !(revert.get().get(URL.name()) instanceof String)) {
      throw new TaskFailure("the argument 'revert' needs the member 'url', a text")
          .retryable(false);
    }
    HttpCall call =
        new HttpCall(
            METHOD.or(context, "GET").toUpperCase(Locale.ROOT),
            HttpCall.uri(
                new Template(URL.of(context)).fill(context.arguments(), HttpCall::encoded)),
            texts(HEADERS.or(context, Map.of())),
            BODY.find(context).orElse(null),
            TIMEOUT.or(context, USUAL_TIMEOUT));
    Answer answer = call.send(context.executionKey());
    List<Integer> expected = EXPECT.or(context, List.of());
    if (!isExpected(answer.status(), expected)) {
      throw unexpected(call, answer, expected)
          .retryable(RETRY_ON.or(context, USUAL_RETRY).contains(answer.status()));
    }
    return answer;
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws InterruptedException {
    Map<?, ?> request = REVERT.find(context).orElse(null);
    // Without a text execute has refused to begin.
    if (request == null || !(request.get(URL.name()) instanceof String address)) {
      return null;
    }
    Map<String, @Nullable Object> values = new HashMap<>(context.arguments());
    context.result(Map.class).ifPresent(result -> putAll(values, result));
    Template url = new Template(address);
    if (context.failed() && !url.isFilledBy(values)) {
      return "execute gave no result, so that nobody knows what to undo";
    }
    HttpCall call =
        new HttpCall(
            text(request.get(METHOD.name()), "DELETE").toUpperCase(Locale.ROOT),
            HttpCall.uri(url.fill(values, HttpCall::encoded)),
            request.get(HEADERS.name()) instanceof Map<?, ?> headers ? texts(headers) : Map.of(),
            request.get(BODY.name()),
            TIMEOUT.or(context, USUAL_TIMEOUT));
    Answer answer = call.send(context.executionKey());
    List<Integer> expected = numbers(request.get(EXPECT.name()));
    boolean gone = expected.isEmpty() && GONE.contains(answer.status());
    if (!gone && !isExpected(answer.status(), expected)) {
      throw unexpected(call, answer, expected);
    }
    return answer.status();
  }

  private static boolean isExpected(int status, List<Integer> expected) {
    return expected.isEmpty() ? status / 100 == 2 : expected.contains(status);
  }

  private static TaskFailure unexpected(HttpCall call, Answer answer, List<Integer> expected) {
    return new TaskFailure(
        "%s %s was answered with %d, but %s was expected"
            .formatted(
                call.method(),
                call.where(),
                answer.status(),
                expected.isEmpty() ? "200 to 299" : "one of " + expected));
  }

  private static void putAll(Map<String, @Nullable Object> values, Map<?, ?> more) {
    more.forEach((name, value) -> values.put(String.valueOf(name), value));
  }

  private static Map<String, String> texts(Map<?, ?> map) {
    Map<String, String> texts = new LinkedHashMap<>();
    map.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
    return texts;
  }

  private static String text(@Nullable Object value, String usual) {
    return value == null ? usual : value.toString();
  }

  private static List<Integer> numbers(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream().filter(Integer.class::isInstance).map(Integer.class::cast).toList()
        : List.of();
  }
}
