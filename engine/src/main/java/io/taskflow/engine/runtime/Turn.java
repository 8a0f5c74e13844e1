package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.journal.LeaseLostException;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn of a partition: what has arrived is decided and stored in one commit, and only then its
 * effects leave and what led to it is acknowledged. A turn that the journal's outage has stopped
 * goes on where it was. Owned by the partition's steps.
 */
final class Turn {

  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

  private final EngineContext context;
  private final HeldLease lease;
  private final FlowTurns turns;
  private final PublishedPointer pointer;
  private final List<InboxItem> items;
  private final Runnable beforeEffects;
  private final Round round = new Round();
  private int decided;
  private boolean dueDecided;
  private @Nullable PartitionCommit commit;
  private @Nullable Deque<FlowId> oneByOne;
  private boolean stored;

  /**
   * @param beforeEffects is run when all is stored, before anything of it leaves
   */
  Turn(
      EngineContext context,
      HeldLease lease,
      FlowTurns turns,
      PublishedPointer pointer,
      List<InboxItem> items,
      Runnable beforeEffects) {
    this.context = context;
    this.lease = lease;
    this.turns = turns;
    this.pointer = pointer;
    this.items = items;
    this.beforeEffects = beforeEffects;
  }

  /**
   * Does what is left of it.
   *
   * @throws JournalUnavailableException if there is still something left: to be called again
   */
  void proceed() {
    for (; decided < items.size(); decided++) {
      turns.accept(round, items.get(decided));
    }
    if (!dueDecided) {
      turns.due(round);
      dueDecided = true;
    }
    if (!stored) {
      store();
      stored = true;
      beforeEffects.run();
      turns.stored(round);
      turns.flows().trim();
    }
  }

  /** It will not be gone on with: whoever waits for one of its items is told. */
  void giveUp(RuntimeException reason) {
    PartitionInbox.fail(items, reason);
  }

  private void store() {
    if (round.nothingToStore()) {
      return;
    }
    if (commit == null) {
      commit = turns.commit(round, pointer.advance());
    }
    long start = context.drive().nanoTime();
    if (oneByOne == null) {
      storeTogether(commit);
    }
    if (oneByOne != null) {
      storeOneByOne(commit, oneByOne);
    }
    lease.pointerStored(commit.published());
    if (oneByOne == null) {
      commit.snapshots().forEach(s -> context.metrics().snapshot(s.state().length()));
    }
    context
        .metrics()
        .committed(commit.entries().size(), Duration.ofNanos(context.drive().nanoTime() - start));
  }

  private void storeTogether(PartitionCommit all) {
    try {
      context.journal().commit(all);
    } catch (LeaseLostException | JournalUnavailableException e) {
      throw e;
    } catch (JournalException e) {
      LOG.error(
          "partition {}: the journal refuses a commit; storing flow by flow",
          lease.lease().partition(),
          e);
      oneByOne = new ArrayDeque<>(all.flows());
    }
  }

  /** One flow that can't be stored must not take the others with it. */
  private void storeOneByOne(PartitionCommit all, Deque<FlowId> left) {
    while (!left.isEmpty()) {
      FlowId flow = left.element();
      try {
        context.journal().commit(all.of(flow));
      } catch (LeaseLostException | JournalUnavailableException e) {
        throw e;
      } catch (JournalException e) {
        turns.notStored(round, flow, e);
      }
      left.remove();
    }
  }
}
