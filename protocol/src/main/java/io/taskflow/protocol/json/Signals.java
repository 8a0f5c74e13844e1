package io.taskflow.protocol.json;

import io.taskflow.protocol.Signal;
import io.taskflow.protocol.Signal.Rerun;
import io.taskflow.protocol.Signal.Reset;
import io.taskflow.protocol.Signal.Resume;
import io.taskflow.protocol.Signal.Revert;
import io.taskflow.protocol.Signal.Suspend;
import io.taskflow.protocol.Signal.WakeUp;

/** The {@link Signal} messages on the wire. */
final class Signals {

  private static final Key<String> BY = new Key<>("by", Types.TEXT);

  static final Shape<WakeUp> WAKE_UP =
      Signals.<WakeUp>shape().build(v -> new WakeUp(v.get(Attempts.FLOW)));

  static final Shape<Suspend> SUSPEND =
      Signals.<Suspend>shape()
          .required(BY, Suspend::by)
          .build(v -> new Suspend(v.get(Attempts.FLOW), v.get(BY)));

  static final Shape<Resume> RESUME =
      Signals.<Resume>shape()
          .required(BY, Resume::by)
          .build(v -> new Resume(v.get(Attempts.FLOW), v.get(BY)));

  static final Shape<Revert> REVERT =
      Signals.<Revert>shape()
          .required(BY, Revert::by)
          .build(v -> new Revert(v.get(Attempts.FLOW), v.get(BY)));

  static final Shape<Rerun> RERUN =
      Signals.<Rerun>shape()
          .required(BY, Rerun::by)
          .build(v -> new Rerun(v.get(Attempts.FLOW), v.get(BY)));

  static final Shape<Reset> RESET =
      Signals.<Reset>shape()
          .required(BY, Reset::by)
          .build(v -> new Reset(v.get(Attempts.FLOW), v.get(BY)));

  private Signals() {}

  private static <S extends Signal> Shape.Builder<S> shape() {
    return Shape.<S>builder().required(Attempts.FLOW, Signal::flow);
  }
}
