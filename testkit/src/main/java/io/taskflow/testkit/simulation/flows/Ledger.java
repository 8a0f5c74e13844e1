package io.taskflow.testkit.simulation.flows;

import io.taskflow.protocol.FlowId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A system outside of the world's installation that tasks change. It knows changes by their key, as
 * the documentation asks of such systems: a change that it has made or undone already is not made
 * again under the same key. Not thread-safe.
 */
public final class Ledger {

  /** Which change of which task: a flow makes it once a round. */
  public record Key(FlowId flow, String task, int round) {}

  /** What became of a change. */
  public enum Change {
    /** It was made. */
    MADE,
    /** It was undone, or its undoing came before it. */
    UNDONE
  }

  private final Map<Key, Change> changes = new LinkedHashMap<>();

  void make(Key key) {
    changes.putIfAbsent(key, Change.MADE);
  }

  void undo(Key key) {
    changes.put(key, Change.UNDONE);
  }

  /** All changes. */
  public Map<Key, Change> changes() {
    return changes;
  }
}
