package io.taskflow.protocol.json;

import io.taskflow.protocol.Json;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.Signal.DismissTask;
import io.taskflow.protocol.Signal.Rerun;
import io.taskflow.protocol.Signal.Reset;
import io.taskflow.protocol.Signal.ResolveTask;
import io.taskflow.protocol.Signal.Resume;
import io.taskflow.protocol.Signal.RetryTask;
import io.taskflow.protocol.Signal.Revert;
import io.taskflow.protocol.Signal.SkipTask;
import io.taskflow.protocol.Signal.Suspend;
import io.taskflow.protocol.Signal.WakeUp;
import java.util.SortedMap;
import java.util.function.Function;

/** The {@link Signal} messages on the wire. */
final class Signals {

  private static final Key<String> BY = new Key<>("by", Types.TEXT);
  private static final Key<String> WHY = new Key<>("why", Types.TEXT);
  private static final Key<SortedMap<String, Json>> ARGUMENTS =
      new Key<>("arguments", Types.valueMap("arguments"));
  private static final Key<Json> RESULT = new Key<>("result", Types.value("result"));

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
          .optional(WHY, revert -> revert.why().isEmpty() ? null : revert.why())
          .build(v -> new Revert(v.get(Attempts.FLOW), v.get(BY), v.orElse(WHY, "")));

  static final Shape<Rerun> RERUN =
      Signals.<Rerun>shape()
          .required(BY, Rerun::by)
          .build(v -> new Rerun(v.get(Attempts.FLOW), v.get(BY)));

  static final Shape<Reset> RESET =
      Signals.<Reset>shape()
          .required(BY, Reset::by)
          .build(v -> new Reset(v.get(Attempts.FLOW), v.get(BY)));

  static final Shape<RetryTask> RETRY_TASK =
      shape(RetryTask::task, RetryTask::by, RetryTask::why)
          .required(ARGUMENTS, RetryTask::arguments)
          .build(
              v ->
                  new RetryTask(
                      v.get(Attempts.FLOW),
                      v.get(Attempts.TASK),
                      v.get(ARGUMENTS),
                      v.get(BY),
                      v.get(WHY)));

  static final Shape<ResolveTask> RESOLVE_TASK =
      shape(ResolveTask::task, ResolveTask::by, ResolveTask::why)
          .required(RESULT, ResolveTask::result)
          .build(
              v ->
                  new ResolveTask(
                      v.get(Attempts.FLOW),
                      v.get(Attempts.TASK),
                      v.get(RESULT),
                      v.get(BY),
                      v.get(WHY)));

  static final Shape<SkipTask> SKIP_TASK =
      shape(SkipTask::task, SkipTask::by, SkipTask::why)
          .build(
              v -> new SkipTask(v.get(Attempts.FLOW), v.get(Attempts.TASK), v.get(BY), v.get(WHY)));

  static final Shape<DismissTask> DISMISS_TASK =
      shape(DismissTask::task, DismissTask::by, DismissTask::why)
          .build(
              v ->
                  new DismissTask(
                      v.get(Attempts.FLOW), v.get(Attempts.TASK), v.get(BY), v.get(WHY)));

  private Signals() {}

  /** What is asked about one task. */
  private static <S extends Signal> Shape.Builder<S> shape(
      Function<S, String> task, Function<S, String> by, Function<S, String> why) {
    return Signals.<S>shape().required(Attempts.TASK, task).required(BY, by).required(WHY, why);
  }

  private static <S extends Signal> Shape.Builder<S> shape() {
    return Shape.<S>builder().required(Attempts.FLOW, Signal::flow);
  }
}
