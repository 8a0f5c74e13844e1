package io.taskflow.protocol;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns exceptions into {@link Failure}s. */
final class Throwables {

  private Throwables() {}

  static Failure toFailure(FailureCode code, Throwable error, boolean retryable) {
    List<Failure> causes = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    seen.add(error);
    @Nullable Throwable cause = error.getCause();
    while (cause != null && seen.add(cause) && causes.size() < Failure.MAX_CAUSES) {
      causes.add(plain(code, cause, "", retryable, List.of()));
      cause = cause.getCause();
    }
    return plain(code, error, trace(error), retryable, causes);
  }

  private static Failure plain(
      FailureCode code, Throwable error, String trace, boolean retryable, List<Failure> causes) {
    String message = error.getMessage();
    return new Failure(
        code, typeNames(error), limit(message == null ? "" : message), trace, retryable, causes);
  }

  private static List<String> typeNames(Throwable error) {
    List<String> names = new ArrayList<>();
    for (Class<?> type = error.getClass(); type != null && type != Object.class; ) {
      names.add(type.getName());
      type = type.getSuperclass();
    }
    return names;
  }

  private static String trace(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    return limit(text.toString());
  }

  private static String limit(String text) {
    return text.length() <= Failure.MAX_TEXT_LENGTH
        ? text
        : text.substring(0, Failure.MAX_TEXT_LENGTH) + "…";
  }
}
