package io.taskflow.protocol.json;

import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.Signal.DismissTask;
import io.taskflow.protocol.Signal.HoldChild;
import io.taskflow.protocol.Signal.Rerun;
import io.taskflow.protocol.Signal.Reset;
import io.taskflow.protocol.Signal.ResolveTask;
import io.taskflow.protocol.Signal.Resume;
import io.taskflow.protocol.Signal.RetryTask;
import io.taskflow.protocol.Signal.Revert;
import io.taskflow.protocol.Signal.RevertChild;
import io.taskflow.protocol.Signal.SkipTask;
import io.taskflow.protocol.Signal.StartChild;
import io.taskflow.protocol.Signal.Suspend;
import io.taskflow.protocol.Signal.WakeUp;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;

/** The {@link Signal} messages on the wire. */
final class Signals {

  private static final Key<String> BY = new Key<>("by", Types.TEXT);
  private static final Key<String> WHY = new Key<>("why", Types.TEXT);
  private static final Key<SortedMap<String, Json>> ARGUMENTS =
      Types.secret("arguments", Types.valueMap("arguments"));
  private static final Key<Json> RESULT = Types.secret("result", Types.value("result"));

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

  private static final Key<AttemptRef> PARENT = new Key<>("parent", Attempts.ALONE);
  private static final Key<String> DEFINITION = new Key<>("definition", Types.TEXT);
  private static final Key<Map<String, String>> FLOWS = new Key<>("flows", Types.map(Types.TEXT));
  private static final Key<Long> PLACEMENT_LIMIT =
      new Key<>("placementLimitMillis", Types.LONG_COUNT);
  private static final Key<Boolean> DEFER_REVERTS = new Key<>("deferReverts", Types.TRUTH);
  private static final Key<Boolean> NEVER_RESOLVE = new Key<>("neverResolve", Types.TRUTH);
  private static final Key<String> REASON = new Key<>("reason", Types.TEXT);

  static final Shape<StartChild> START_CHILD =
      Signals.<StartChild>shape()
          .required(PARENT, StartChild::parent)
          .required(DEFINITION, StartChild::definition)
          .optional(FLOWS, s -> s.flows().isEmpty() ? null : s.flows())
          .required(ARGUMENTS, StartChild::arguments)
          .required(PLACEMENT_LIMIT, s -> millis(s.placementLimit()))
          .optional(DEFER_REVERTS, s -> s.deferReverts() ? true : null)
          .optional(NEVER_RESOLVE, s -> s.neverResolve() ? true : null)
          .build(
              v ->
                  new StartChild(
                      v.get(Attempts.FLOW),
                      v.get(PARENT),
                      v.get(DEFINITION),
                      v.orElse(FLOWS, Map.of()),
                      v.get(ARGUMENTS),
                      Duration.ofMillis(v.get(PLACEMENT_LIMIT)),
                      v.orElse(DEFER_REVERTS, false),
                      v.orElse(NEVER_RESOLVE, false)));

  static final Shape<RevertChild> REVERT_CHILD =
      Signals.<RevertChild>shape()
          .required(PARENT, RevertChild::parent)
          .required(REASON, RevertChild::reason)
          .build(v -> new RevertChild(v.get(Attempts.FLOW), v.get(PARENT), v.get(REASON)));

  private static final Key<Boolean> HOLD = new Key<>("hold", Types.TRUTH);

  static final Shape<HoldChild> HOLD_CHILD =
      Signals.<HoldChild>shape()
          .required(PARENT, HoldChild::parent)
          .required(HOLD, HoldChild::hold)
          .build(v -> new HoldChild(v.get(Attempts.FLOW), v.get(PARENT), v.get(HOLD)));

  private Signals() {}

  /** What is asked about one task. */
  private static <S extends Signal> Shape.Builder<S> shape(
      Function<S, String> task, Function<S, String> by, Function<S, String> why) {
    return Signals.<S>shape().required(Attempts.TASK, task).required(BY, by).required(WHY, why);
  }

  /** Longer than the wire can say is as good as for ever. */
  private static Long millis(Duration limit) {
    boolean sayable = limit.compareTo(Duration.ofMillis(Types.MAX_WHOLE)) < 0;
    return sayable ? limit.toMillis() : Types.MAX_WHOLE;
  }

  private static <S extends Signal> Shape.Builder<S> shape() {
    return Shape.<S>builder().required(Attempts.FLOW, Signal::flow);
  }
}
