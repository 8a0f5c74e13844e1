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
      causes.add(
          new Failure(
              code,
              typeNames(cause),
              message(cause, Failure.MAX_CAUSE_TEXT_LENGTH),
              "",
              retryable,
              List.of()));
      cause = cause.getCause();
    }
    return new Failure(
        code,
        typeNames(error),
        message(error, Failure.MAX_TEXT_LENGTH),
        trace(error),
        retryable,
        causes);
  }

  private static String message(Throwable error, int maxLength) {
    String message = error.getMessage();
    return message == null ? "" : limit(message, maxLength);
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
    return limit(text.toString(), Failure.MAX_TEXT_LENGTH);
  }

  private static String limit(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
    return text.substring(0, end) + "…";
  }
}
