package io.taskflow.engine.control;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a retry has tried so far. Immutable.
 *
 * @param attempts oldest first
 */
public record RetryHistory(List<Attempt> attempts) {

  /** Nothing was tried. */
  public static final RetryHistory EMPTY = new RetryHistory(List.of());

  public RetryHistory {
    attempts = List.copyOf(attempts);
  }

  /**
   * One try.
   *
   * @param provided what the retry provided for it
   * @param failures why it failed, by the name of the atom; of an atom only the first
   */
  public record Attempt(Json provided, Map<String, Failure> failures) {
    public Attempt {
      failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }
  }

  /** How many tries there were. */
  public int size() {
    return attempts.size();
  }

  /** This, and one more try that nothing has failed in yet. */
  public RetryHistory with(Json provided) {
    List<Attempt> more = new ArrayList<>(attempts);
    more.add(new Attempt(provided, Map.of()));
    return new RetryHistory(more);
  }

  /**
   * This, with a failure in the last try, unless that atom has one there already.
   *
   * @throws IllegalStateException if nothing was tried
   */
  public RetryHistory withFailure(String atom, Failure failure) {
    if (attempts.isEmpty()) {
      throw new IllegalStateException(
          "nothing was tried in which '" + atom + "' could have failed");
    }
    Attempt last = attempts.getLast();
    if (last.failures().containsKey(atom)) {
      return this;
    }
    Map<String, Failure> failures = new LinkedHashMap<>(last.failures());
    failures.put(atom, failure);
    List<Attempt> all = new ArrayList<>(attempts);
    all.set(all.size() - 1, new Attempt(last.provided(), failures));
    return new RetryHistory(all);
  }
}
