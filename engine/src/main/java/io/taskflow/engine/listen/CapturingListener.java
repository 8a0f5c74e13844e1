package io.taskflow.engine.listen;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Keeps what it hears, for tests. It keeps the flows alive that it heard of, and all their values.
 * Thread-safe.
 */
public final class CapturingListener implements FlowListener {

  private final Predicate<? super StatusChange> filter;
  private final List<StatusChange> heard = new CopyOnWriteArrayList<>();

  /** Keeps everything. */
  public CapturingListener() {
    this(change -> true);
  }

  /** Keeps what passes the filter. */
  public CapturingListener(Predicate<? super StatusChange> filter) {
    this.filter = filter;
  }

  @Override
  public void changed(StatusChange change) {
    if (filter.test(change)) {
      heard.add(change);
    }
  }

  /** What was heard so far, in order for each flow. */
  public List<StatusChange> changes() {
    return List.copyOf(heard);
  }

  /** What was heard so far of one kind. */
  public <C extends StatusChange> List<C> changes(Class<C> kind) {
    return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /**
   * What was heard so far in short: {@code flow RUNNING} for a flow, the name and the new status
   * for a task or a retry.
   */
  public List<String> texts() {
    return heard.stream().map(StatusChange::toString).toList();
  }

  /** Forgets everything. */
  public void clear() {
    heard.clear();
  }
}
