package io.taskflow.engine.listen;

/**
 * Hears of every change of status of flows, tasks and retries that this engine drives, after it is
 * stored.
 *
 * <p>The changes of a flow come one after the other, in order. They come on the thread that drives
 * the flow and many others, so a listener has to return quickly: as long as it doesn't, none of
 * these flows goes on. It can't do more harm than that. If it takes longer than the engine's lease,
 * its flows go to another engine, or start again in this one, from what is stored. What it throws
 * is logged, counted, and has no effect.
 *
 * <p>A change is told at most once: what was stored by an engine that died before it told it is not
 * told by the next one. Who must not miss anything subscribes to the notifications at the broker.
 *
 * <p>A listener for all flows is called by several threads at once, each for other flows.
 */
public interface FlowListener {

  /** A flow changed. */
  default void flowChanged(StatusChange.OfFlow change) {}

  /** A task changed. */
  default void taskChanged(StatusChange.OfTask change) {}

  /** The retry of a flow changed. */
  default void retryChanged(StatusChange.OfRetry change) {}

  /** Hands a change to the method for its kind. */
  default void changed(StatusChange change) {
    switch (change) {
      case StatusChange.OfFlow flow -> flowChanged(flow);
      case StatusChange.OfTask task -> taskChanged(task);
      case StatusChange.OfRetry retry -> retryChanged(retry);
    }
  }
}
