package io.taskflow.protocol;

import java.util.List;
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
 * @param causes what led to it, nearest first
 */
public record Failure(
    FailureCode code,
    List<String> typeNames,
    String message,
    String trace,
    boolean retryable,
    List<Failure> causes) {

  /** Longest chain of causes that {@link #of(Throwable)} follows. */
  public static final int MAX_CAUSES = 16;

  /** Longest message or trace that {@link #of(Throwable)} keeps, in characters. */
  public static final int MAX_TEXT_LENGTH = 16_384;

  public Failure {
    if (typeNames.isEmpty()) {
      throw new IllegalArgumentException("a failure needs at least one type name");
    }
    typeNames = List.copyOf(typeNames);
    causes = List.copyOf(causes);
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

  /** The most specific type name. */
  public String type() {
    return typeNames.getFirst();
  }

  /** Whether the error is of one of these types, by full name, super types included. */
  public boolean isA(String... names) {
    return Stream.of(names).anyMatch(typeNames::contains);
  }

  @Override
  public String toString() {
    return message.isEmpty() ? type() : type() + ": " + message;
  }
}
