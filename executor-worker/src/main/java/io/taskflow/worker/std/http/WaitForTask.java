package io.taskflow.worker.std.http;

import io.taskflow.protocol.Durations;
import io.taskflow.protocol.FailureCode;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import io.taskflow.worker.std.manual.Manual;
import io.taskflow.worker.std.manual.Parameter;
import io.taskflow.worker.std.manual.StandardTask;
import io.taskflow.worker.std.manual.Template;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks again and again until something is as it should be. */
public final class WaitForTask implements StandardTask {

  private static final Parameter<String> URL =
      Parameter.text("url", "asked with GET until it answers with `status`; or `host` and `port`");

  private static final Parameter<Integer> STATUS =
      Parameter.integer("status", "the status that is waited for").usually("200");

  private static final Parameter<String> HOST =
      Parameter.text("host", "tried until it takes a connection").usually("`localhost`");

  private static final Parameter<Integer> PORT = Parameter.integer("port", "the TCP port there");

  private static final Parameter<Duration> EVERY =
      Parameter.duration("every", "the pause before it asks again").usually("`2s`");

  private static final Parameter<Duration> TIMEOUT =
      Parameter.duration("timeout", "how long it asks before it fails with `TIMED_OUT`")
          .usually("`10m`");

  private static final Duration ONE_TRY = Duration.ofSeconds(10);

  @Override
  public Manual manual() {
    return new Manual(
        "std.wait-for",
        "Polls a condition: an address that answers, or a port that is open.",
        List.of(URL, STATUS, HOST, PORT, EVERY, TIMEOUT),
        "how often it asked",
        "nothing to undo",
        "asks from the beginning");
  }

  /** Asks once. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws InterruptedException;
  }

  @Override
  public Object execute(TaskContext context) throws InterruptedException {
    Condition condition = condition(context);
    Duration pause = EVERY.or(context, Duration.ofSeconds(2));
    Duration limit = TIMEOUT.or(context, Duration.ofMinutes(10));
    long deadline = System.nanoTime() + limit.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    for (int asked = 1; ; asked++) {
      if (condition.holds()) {
        return asked;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new TaskFailure(
                "what was waited for did not come within %s, asked %d times"
                    .formatted(Durations.format(limit), asked))
            .code(FailureCode.TIMED_OUT);
      }
      context.progress(1 - left / (double) Math.max(1, limit.toNanos()));
      if (never.await(Math.min(left, pause.toNanos()), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException("nobody wakes it");
      }
    }
  }

  private Condition condition(TaskContext context) {
    Optional<String> url = URL.find(context);
    if (url.isPresent()) {
      HttpCall call =
          new HttpCall(
              "GET",
              HttpCall.uri(new Template(url.get()).fill(context.arguments(), HttpCall::encoded)),
              Map.of(),
              null,
              ONE_TRY);
      int status = STATUS.or(context, 200);
      return () -> answers(call, status, context.executionKey());
    }
    String host = HOST.or(context, "localhost");
    int port = PORT.of(context);
    return () -> isOpen(host, port);
  }

  private static boolean answers(HttpCall call, int status, String key)
      throws InterruptedException {
    try {
      return call.send(key).status() == status;
    } catch (TaskFailure e) {
      return false;
    }
  }

  private static boolean isOpen(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), Math.toIntExact(ONE_TRY.toMillis()));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
