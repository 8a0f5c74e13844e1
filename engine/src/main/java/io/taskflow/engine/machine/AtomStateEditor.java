package io.taskflow.engine.machine;

import io.taskflow.engine.control.RetryHistory;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import org.jspecify.annotations.Nullable;

/** Makes a changed copy of an {@link AtomState}. Lives for one change. */
final class AtomStateEditor {

  private AtomStatus status;
  private Intention intention;
  private int round;
  private int attempts;
  private @Nullable OpenAttempt open;
  private boolean begun;
  private @Nullable Json result;
  private @Nullable Failure failure;
  private @Nullable Json revertResult;
  private @Nullable Failure revertFailure;
  private double progress;
  private @Nullable Json details;
  private RetryHistory history;
  private Handling handling;
  private @Nullable FlowId child;

  AtomStateEditor(AtomState from) {
    this.status = from.status();
    this.intention = from.intention();
    this.round = from.round();
    this.attempts = from.attempts();
    this.open = from.open();
    this.begun = from.begun();
    this.result = from.result();
    this.failure = from.failure();
    this.revertResult = from.revertResult();
    this.revertFailure = from.revertFailure();
    this.progress = from.progress();
    this.details = from.details();
    this.history = from.history();
    this.handling = from.handling();
    this.child = from.child();
  }

  AtomStateEditor status(AtomStatus value) {
    status = value;
    return this;
  }

  AtomStateEditor intention(Intention value) {
    intention = value;
    return this;
  }

  AtomStateEditor round(int value) {
    round = value;
    return this;
  }

  AtomStateEditor attempts(int value) {
    attempts = value;
    return this;
  }

  AtomStateEditor open(@Nullable OpenAttempt value) {
    open = value;
    return this;
  }

  AtomStateEditor begun(boolean value) {
    begun = value;
    return this;
  }

  /** How execute ended; what is known of an earlier revert is over. */
  AtomStateEditor executed(@Nullable Json value, @Nullable Failure why) {
    result = value;
    failure = why;
    return undone(null, null);
  }

  /** How revert ended. */
  AtomStateEditor undone(@Nullable Json value, @Nullable Failure why) {
    revertResult = value;
    revertFailure = why;
    return this;
  }

  AtomStateEditor progress(double value, @Nullable Json shown) {
    progress = value;
    details = shown;
    return this;
  }

  AtomStateEditor history(RetryHistory value) {
    history = value;
    return this;
  }

  AtomStateEditor handling(Handling value) {
    handling = value;
    return this;
  }

  AtomStateEditor child(@Nullable FlowId value) {
    child = value;
    return this;
  }

  AtomState build() {
    return new AtomState(
        status,
        intention,
        round,
        attempts,
        open,
        begun,
        result,
        failure,
        revertResult,
        revertFailure,
        progress,
        details,
        history,
        handling,
        child);
  }
}
