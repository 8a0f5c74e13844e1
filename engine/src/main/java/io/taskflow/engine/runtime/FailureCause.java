package io.taskflow.engine.runtime;

import io.taskflow.protocol.Failure;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An error in a worker, as an exception in this process: the worker's classes may be of another
 * language, so its type is a name. Its cause is what led to it there. The frames of a Java stack
 * trace are its own; the trace of another language is part of its message.
 */
public final class FailureCause extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A line such as {@code at app//org.Some$Type.method(File.java:12)}. */
  private static final Pattern FRAME =
      Pattern.compile("\\s+at (?:[^()/]*/)*([^()/]+)\\.([^().]+)\\(([^():]*)(?::(\\d{1,9}))?\\)");

  private final transient Failure failure;

  private FailureCause(Failure failure, StackTraceElement[] frames, @Nullable FailureCause cause) {
    super(message(failure, frames), cause, false, true);
    this.failure = failure;
    setStackTrace(frames);
  }

  /** The failure with all its causes. */
  static FailureCause of(Failure failure) {
    FailureCause cause = null;
    List<Failure> chain = failure.chain();
    for (Failure link : chain.reversed()) {
      cause = new FailureCause(link, frames(link.trace()), cause);
    }
    return Objects.requireNonNull(cause);
  }

  /** The error as data: type names, message, trace, causes. */
  public Failure failure() {
    return failure;
  }

  /** Whether the error is of one of these types, by full name, super types included. */
  public boolean isA(String... typeNames) {
    return failure.isA(typeNames);
  }

  /** The name of the error's own type and its message, as that type would be printed. */
  @Override
  public String toString() {
    return String.valueOf(getMessage());
  }

  private static String message(Failure failure, StackTraceElement[] frames) {
    return failure.trace().isEmpty() || frames.length > 0
        ? failure.toString()
        : failure + "\n" + failure.trace().strip();
  }

  /** The frames of the error itself, and not of its causes; none if it is no Java stack trace. */
  private static StackTraceElement[] frames(String trace) {
    return trace
        .lines()
        .takeWhile(line -> !line.startsWith("Caused by: "))
        .map(FRAME::matcher)
        .filter(Matcher::matches)
        .map(FailureCause::frame)
        .toArray(StackTraceElement[]::new);
  }

  private static StackTraceElement frame(Matcher line) {
    int number = line.group(4) == null ? -1 : Integer.parseInt(line.group(4));
    return new StackTraceElement(line.group(1), line.group(2), line.group(3), number);
  }
}
