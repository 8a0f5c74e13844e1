package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.FlowId;

/** A flow in memory. Owned by the loop of its partition. */
final class LiveFlow {

  private final Tail tail;
  private FlowState state;
  private FlowRow row;
  private long weighed;
  private long seq;

  /** A flow that was just submitted. */
  LiveFlow(FlowState state, FlowRow row, long seq) {
    this(state, row, seq, Tail.ofNew());
  }

  LiveFlow(FlowState state, FlowRow row, long seq, Tail tail) {
    this.tail = tail;
    this.state = state;
    this.row = row;
    this.seq = seq;
  }

  FlowId id() {
    return row.id();
  }

  /** Its plan as it has grown so far. */
  FlowPlan plan() {
    return state.plan();
  }

  /** What it counted as when it was weighed last. */
  long weighed() {
    return weighed;
  }

  /** Weighs it anew, since it may have grown: as many as its atoms, and one more. */
  long weigh() {
    weighed = state.plan().atomCount() + 1L;
    return weighed;
  }

  FlowState state() {
    return state;
  }

  void state(FlowState next) {
    this.state = next;
  }

  /** What the journal's list shows of it, or will show with the next commit. */
  FlowRow row() {
    return row;
  }

  void row(FlowRow next) {
    this.row = next;
  }

  /** What its journal has after its last snapshot. */
  Tail tail() {
    return tail;
  }

  /** The number of its last entry. */
  long seq() {
    return seq;
  }

  long nextSeq() {
    return ++seq;
  }
}
