package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.JournalUnavailableException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the flows of former owners that go on and of which nothing is heard, a few at a time, so
 * that it is known what of them is out. Owned by the partition's loop.
 */
final class UnreadFlows {

  private static final Logger LOG = LoggerFactory.getLogger(UnreadFlows.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** So many are read in one turn, so that it stays short. */
  private static final int MOST = 25;

  private final EngineContext context;
  private final LiveFlows flows;
  private final int partition;
  private @Nullable GoingFlows unread;
  private @Nullable Instant next;

  UnreadFlows(EngineContext context, LiveFlows flows, int partition) {
    this.context = context;
    this.flows = flows;
    this.partition = partition;
    this.unread = new GoingFlows(context.journal(), partition);
  }

  /** Reads on, unless that is done, or was done a moment ago: at most from one page. */
  void readOn() {
    Instant now = context.now();
    GoingFlows going = unread;
    if (going == null || (next != null && now.isBefore(next))) {
      return;
    }
    next = now.plus(PAUSE);
    try {
      readOn(going);
    } catch (JournalUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      context.metrics().fault();
      LOG.error(
          "partition {}: can't list the flows that go on; what is lost of them is found when they"
              + " are heard of",
          partition,
          e);
      unread = null;
    }
  }

  private void readOn(GoingFlows going) {
    int read = 0;
    do {
      FlowRow row = going.next();
      if (row == null) {
        unread = null;
        return;
      }
      if (flows.peek(row.id()) == null) {
        read(row);
        read++;
      }
    } while (read < MOST && !going.atEndOfPage());
  }

  private void read(FlowRow row) {
    try {
      flows.get(row.id());
    } catch (JournalUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      Faults.report(context, partition, "look for lost requests of", row.id(), e);
    }
  }
}
