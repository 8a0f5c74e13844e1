package io.taskflow.engine.machine;

import io.taskflow.protocol.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What people did about an atom. Immutable.
 *
 * @param failedAt when it failed last; null if it has not
 * @param arguments what it gets in place of what would be looked up, until the flow decides to run
 *     it anew
 * @param note the last thing that was done; null if nothing was
 */
public record Handling(
    @Nullable Instant failedAt, SortedMap<String, Json> arguments, @Nullable Note note) {

  /** Nobody did anything, nor had to. */
  static final Handling NONE = new Handling(null, Collections.emptySortedMap(), null);

  /**
   * Who did what, when and why.
   *
   * @param why in the words of who did it
   */
  public record Note(Operation operation, String by, String why, Instant at) {
    @Override
    public String toString() {
      String what =
          switch (operation) {
            case RETRY -> "retried";
            case RESOLVE -> "resolved";
            case SKIP -> "skipped";
            case DISMISS -> "dismissed";
            case REVERT -> "reverted";
            case RERUN -> "run again";
          };
      return what + " by " + by + " at " + at + (why.isEmpty() ? "" : ": " + why);
    }
  }

  /** That it was seen before says nothing about a new failure. */
  Handling failed(Instant at) {
    return new Handling(at, arguments, dismissed() ? null : note);
  }

  Handling noted(Note done) {
    return new Handling(failedAt, arguments, done);
  }

  Handling given(Map<String, Json> more) {
    if (more.isEmpty()) {
      return this;
    }
    SortedMap<String, Json> all = new TreeMap<>(arguments);
    all.putAll(more);
    return new Handling(failedAt, Collections.unmodifiableSortedMap(all), note);
  }

  /** It is to be executed anew: what it gets is looked up again. */
  Handling anew() {
    return arguments.isEmpty() ? this : new Handling(failedAt, NONE.arguments, note);
  }

  boolean dismissed() {
    return note != null && note.operation() == Operation.DISMISS;
  }
}
