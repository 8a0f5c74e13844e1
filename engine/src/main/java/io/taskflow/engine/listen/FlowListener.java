package io.taskflow.engine.listen;

/**
 * Hears of every change of status of flows, tasks and retries that this engine drives, after it is
 * stored.
 *
 * <p>The changes of a flow come one after the other, in order. All listeners of an engine are
 * called on one thread, which is none of those that drive flows: a listener may call the engine,
 * and a slow one holds up the other listeners, but no flow. If 100,000 steps of flows wait for
 * listeners, further ones are not told; they are counted, and logged. What a listener throws is
 * logged and counted, and has no effect.
 *
 * <p>A change is told at most once: what was stored by an engine that died before it told it is not
 * told by the next one. Who must not miss anything uses a {@link
 * io.taskflow.engine.events.Subscriber}.
 */
public interface FlowListener {

  /** A flow changed. */
  default void flowChanged(StatusChange.OfFlow change) {}

  /** A task changed. */
  default void taskChanged(StatusChange.OfTask change) {}

  /** A child flow changed, as its parent sees it; the child itself is a flow of its own. */
  default void childChanged(StatusChange.OfChild change) {}

  /** The retry of a flow changed. */
  default void retryChanged(StatusChange.OfRetry change) {}

  /** A fan-out changed; its items are tasks or child flows. */
  default void fanOutChanged(StatusChange.OfFanOut change) {}

  /** Hands a change to the method for its kind. */
  default void changed(StatusChange change) {
    switch (change) {
      case StatusChange.OfFlow flow -> flowChanged(flow);
      case StatusChange.OfTask task -> taskChanged(task);
      case StatusChange.OfChild child -> childChanged(child);
      case StatusChange.OfRetry retry -> retryChanged(retry);
      case StatusChange.OfFanOut fanOut -> fanOutChanged(fanOut);
    }
  }
}
