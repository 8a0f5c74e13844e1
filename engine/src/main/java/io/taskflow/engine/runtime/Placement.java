package io.taskflow.engine.runtime;

import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses where new flows without keys go on, which their ids say. Those that are submitted one
 * after another, a <em>run</em>, share a partition, so that their steps share messages, commits and
 * wake-ups. For each run a partition is drawn at random; each comes once before any comes again. So
 * partitions, and with them engines, get equal parts of what is submitted in the long run, though
 * not of a few flows that come together. Thread-safe.
 */
final class Placement {

  /** A run has so many flows at most. */
  static final int MAX_FLOWS = 256;

  /** No flow is added to a run that has so many atoms: a part of what fits into memory. */
  static final int MAX_ATOMS = 50_000;

  /** A run takes so long at most: flows that come seldom have little to share. */
  static final Duration LONGEST_RUN = Duration.ofSeconds(1);

  private final Drive drive;
  private final int partitions;
  private final Own own;

  /** Those that come before any comes again. */
  private final List<Integer> undrawn = new ArrayList<>();

  private int partition;
  private int flowsLeft;
  private int atomsLeft;
  private long endNanos;

  /** What is known of the partitions of this engine. Any thread. */
  interface Own {

    /** Whether it is this engine's, and should get no new flows now. */
    boolean isBusy(int partition);

    /** Those of this engine that start new flows at once, in order. */
    List<Integer> taking();
  }

  /**
   * No run has begun.
   *
   * @param partitions how many there are, whoever owns them
   */
  Placement(Drive drive, int partitions, Own own) {
    this.drive = drive;
    this.partitions = partitions;
    this.own = own;
  }

  /**
   * The identity of a new flow.
   *
   * @param atoms how many the flow has
   */
  FlowId next(int atoms) {
    return drive.newId().movedTo(choose(atoms), partitions);
  }

  private synchronized int choose(int atoms) {
    long now = drive.nanoTime();
    if (flowsLeft <= 0 || atomsLeft <= 0 || now - endNanos >= 0) {
      partition = draw();
      flowsLeft = MAX_FLOWS;
      atomsLeft = MAX_ATOMS;
      endNanos = now + LONGEST_RUN.toNanos();
    }
    if (own.isBusy(partition)) {
      partition = inPlaceOf(partition);
    }
    flowsLeft--;
    atomsLeft -= atoms;
    return partition;
  }

  private int draw() {
    if (undrawn.isEmpty()) {
      IntStream.range(0, partitions).forEach(undrawn::add);
    }
    return undrawn.remove(lot(undrawn.size()));
  }

  /**
   * The run goes on in another one of this engine if there is one that is not busy: of those of
   * others nothing is known, and they would have to be told of each flow.
   */
  private int inPlaceOf(int busy) {
    List<Integer> taking = own.taking();
    return taking.isEmpty() ? busy : taking.get(lot(taking.size()));
  }

  private int lot(int from) {
    return drive.newId().partition(from);
  }
}
