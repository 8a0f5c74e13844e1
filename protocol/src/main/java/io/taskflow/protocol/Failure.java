package io.taskflow.protocol;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Why a task, or the engine on its behalf, failed: plain data from any language's worker.
 *
 * @param code the kind of failure
 * @param typeNames names of the error's type, most specific first, then its super types; at least
 *     one
 * @param message what happened, for people; may be empty
 * @param trace the stack trace as text; empty if there is none
 * @param retryable false if running the task again with the same input is known to be useless
 * @param causes what led to it, nearest first; each may have causes again, up to {@value
 *     #MAX_CAUSES} levels
 */
public record Failure(
    FailureCode code,
    List<String> typeNames,
    String message,
    String trace,
    boolean retryable,
    List<Failure> causes) {

  /** Longest chain of causes that {@link #of(Throwable)} follows, and deepest nesting of any. */
  public static final int MAX_CAUSES = 16;

  /** Longest message or trace that {@link #of(Throwable)} keeps, in characters. */
  public static final int MAX_TEXT_LENGTH = 16_384;

  /** Longest message of a cause that {@link #of(Throwable)} keeps, in characters. */
  public static final int MAX_CAUSE_TEXT_LENGTH = 2_048;

  public Failure {
    if (typeNames.isEmpty()) {
      throw new IllegalArgumentException("a failure needs at least one type name");
    }
    typeNames = List.copyOf(typeNames);
    causes = List.copyOf(causes);
    if (levels(causes) > MAX_CAUSES) {
      throw new IllegalArgumentException(
          "causes of failures are nested more than " + MAX_CAUSES + " levels deep");
    }
  }

  /** A failure that the system itself states, without a trace or cause. */
  public static Failure of(FailureCode code, String message) {
    return new Failure(code, List.of(code.name()), message, "", true, List.of());
  }

  /** The failure that an exception stands for, with its chain of causes. */
  public static Failure of(Throwable error) {
    return Throwables.toFailure(FailureCode.TASK_FAILED, error, true);
  }

  /** As {@link #of(Throwable)}, with the kind and retryability given. */
  public static Failure of(FailureCode code, Throwable error, boolean retryable) {
    return Throwables.toFailure(code, error, retryable);
  }

  /** The same without trace and causes, for where many failures travel or are shown together. */
  public Failure brief() {
    return trace.isEmpty() && causes.isEmpty()
        ? this
        : new Failure(code, typeNames, message, "", retryable, List.of());
  }

  /** The most specific type name. */
  public String type() {
    return typeNames.getFirst();
  }

  /** Whether the error is of one of these types, by full name, super types included. */
  public boolean isA(String... names) {
    return Stream.of(names).anyMatch(typeNames::contains);
  }

  /**
   * This failure and all that led to it, in the order in which people read them: each before its
   * causes, and what is repeated only once. Without traces but this failure's own.
   */
  public List<Failure> chain() {
    Set<Failure> chain = new LinkedHashSet<>();
    causes.forEach(cause -> cause.collect(chain));
    List<Failure> all = new ArrayList<>(List.of(this));
    all.addAll(chain);
    return all;
  }

  private void collect(Set<Failure> chain) {
    chain.add(brief());
    causes.forEach(cause -> cause.collect(chain));
  }

  /**
   * What happened, for people: this failure, and in lines of their own, indented, its causes. The
   * kind is told where the type doesn't say it. Without traces.
   */
  public String describe() {
    StringBuilder text = new StringBuilder();
    describe("", "", text);
    return text.toString();
  }

  private void describe(String indent, String how, StringBuilder text) {
    text.append(indent).append(how);
    text.append(toString().replace("\n", "\n" + indent + "    "));
    if (how.isEmpty() && code != FailureCode.TASK_FAILED && !type().equals(code.name())) {
      text.append(" [").append(code).append(']');
    }
    for (Failure cause : causes) {
      text.append('\n');
      cause.describe(indent + "  ", "caused by ", text);
    }
  }

  private static int levels(List<Failure> causes) {
    return causes.stream().mapToInt(cause -> 1 + levels(cause.causes)).max().orElse(0);
  }

  @Override
  public String toString() {
    return message.isEmpty() ? type() : type() + ": " + message;
  }
}
