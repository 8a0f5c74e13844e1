package io.taskflow.controller.watch;

import io.taskflow.controller.site.Site;
import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.FlowHandle;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a flow from the journal until it rests, whichever engine drives it. It asks the journal a
 * few times a second; what is stored in between is shown all the same. Not thread-safe.
 */
public final class FlowWatcher {

  private static final Logger LOG = LoggerFactory.getLogger(FlowWatcher.class);

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /** Why the watching ended. */
  public enum Ending {
    /** The flow rests. */
    AT_REST,
    /** Somebody wants to be asked; the watching can go on. */
    INTERRUPTED,
    /** It took too long. */
    TIMED_OUT
  }

  private final FlowHandle flow;
  private final FlowView view;
  private final WatchedFlow watched;

  /** Shows a flow there. */
  public FlowWatcher(Site site, FlowHandle flow, FlowView view) {
    this.flow = flow;
    this.view = view;
    this.watched = new WatchedFlow(site, flow);
  }

  /**
   * Shows it.
   *
   * @param deadline when to give up; null for never
   */
  public Ending watch(Interrupts interrupts, @Nullable Instant deadline)
      throws InterruptedException {
    while (true) {
      boolean atRest = look();
      if (atRest) {
        return Ending.AT_REST;
      }
      if (deadline != null && Instant.now().isAfter(deadline)) {
        return Ending.TIMED_OUT;
      }
      if (interrupts.await(LOOK_EVERY)) {
        view.leave();
        return Ending.INTERRUPTED;
      }
    }
  }

  /** False if it goes on, or can't be seen now. */
  private boolean look() {
    try {
      // The status first: what led to it is among the events then.
      FlowStatus status = flow.status();
      boolean rests = status.ended() || status == FlowStatus.SUSPENDED;
      watched.look();
      if (rests) {
        watched.lookAtAll();
      }
      view.show(watched, Instant.now());
      watched.shown();
      return rests;
    } catch (JournalUnavailableException e) {
      LOG.warn("the journal can't be read now, trying again: {}", e.getMessage());
      return false;
    }
  }
}
