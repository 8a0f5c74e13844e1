package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A flow did not succeed. If one thing went wrong, it is that {@link FlowFailure}; else it stands
 * for all of {@link #failures}: the first is its cause and the others are suppressed exceptions, so
 * that its stack trace shows them.
 */
public sealed class FlowFailedException extends RuntimeException permits FlowFailure {

  private static final long serialVersionUID = 1L;

  /** Most failures that the message names. */
  private static final int MAX_NAMED = 10;

  /** Most failures that the stack trace shows; {@link #failures} has all. */
  private static final int MAX_SHOWN = 100;

  private final transient FlowResult result;
  private final transient List<FlowFailure> several;

  /** One failure. */
  FlowFailedException(FlowResult result, String message, FailureCause cause) {
    super(message, cause);
    this.result = result;
    this.several = List.of();
  }

  /** Several failures, or none. */
  private FlowFailedException(FlowResult result, List<FlowFailure> several) {
    super(prefix(result) + named(several), several.isEmpty() ? null : several.getFirst());
    this.result = result;
    this.several = several;
    several.stream().limit(MAX_SHOWN).skip(1).forEach(this::addSuppressed);
  }

  /** What a result that is not a success is thrown as. */
  static FlowFailedException of(FlowResult result) {
    List<FlowFailure> failures = new ArrayList<>();
    boolean alone = result.failures().size() + result.revertFailures().size() == 1;
    String prefix = alone ? prefix(result) + ": " : "";
    result
        .failures()
        .forEach(
            (atom, why) ->
                failures.add(new FlowFailure(result, prefix, atom, Action.EXECUTE, why)));
    result
        .revertFailures()
        .forEach(
            (atom, why) -> failures.add(new FlowFailure(result, prefix, atom, Action.REVERT, why)));
    if (alone) {
      return failures.getFirst();
    }
    failures.forEach(failure -> failure.setStackTrace(new StackTraceElement[0]));
    return new FlowFailedException(result, List.copyOf(failures));
  }

  /** How the flow came to rest. */
  public FlowResult result() {
    return result;
  }

  /**
   * Everything that went wrong: executes in the order of the flow, then reverts. Empty if the flow
   * was reverted, or suspended, only because somebody asked for it.
   */
  public List<FlowFailure> failures() {
    return several;
  }

  /**
   * Whether any of the failures is of one of these types, by full name, super types included; in
   * the words of the worker's language.
   */
  public boolean isA(String... typeNames) {
    return failures().stream().anyMatch(failure -> failure.failure().isA(typeNames));
  }

  private static String prefix(FlowResult result) {
    String how = result.status() == FlowStatus.SUSPENDED ? "is " : "ended ";
    return "flow '" + result.name() + "' (" + result.id() + ") " + how + result.status();
  }

  private static String named(List<FlowFailure> failures) {
    if (failures.isEmpty()) {
      return "";
    }
    Stream<String> named = failures.stream().limit(MAX_NAMED).map(Throwable::getMessage);
    int more = failures.size() - MAX_NAMED;
    return named.collect(Collectors.joining("; ", ": ", more > 0 ? "; and " + more + " more" : ""));
  }
}
