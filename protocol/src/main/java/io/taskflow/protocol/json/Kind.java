package io.taskflow.protocol.json;

import io.taskflow.protocol.ControlMessage.CancelAttempt;
import io.taskflow.protocol.ControlMessage.DrainWorker;
import io.taskflow.protocol.ControlMessage.TopicLost;
import io.taskflow.protocol.ControlMessage.WhoIsThere;
import io.taskflow.protocol.ControlMessage.WorkerAnnouncement;
import io.taskflow.protocol.Message;
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
import io.taskflow.protocol.TaskReply.Failed;
import io.taskflow.protocol.TaskReply.Leased;
import io.taskflow.protocol.TaskReply.Progressed;
import io.taskflow.protocol.TaskReply.Rejected;
import io.taskflow.protocol.TaskReply.Started;
import io.taskflow.protocol.TaskReply.Succeeded;
import io.taskflow.protocol.TaskRequest;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A kind of message: its name on the wire and its shape. */
record Kind<M extends Message>(String name, Class<M> type, Shape<M> shape) {

  private static final Kind<TaskRequest> REQUEST =
      new Kind<>("task-request", TaskRequest.class, Requests.REQUEST);
  private static final Kind<Started> STARTED =
      new Kind<>("task-started", Started.class, Replies.STARTED);
  private static final Kind<Progressed> PROGRESSED =
      new Kind<>("task-progressed", Progressed.class, Replies.PROGRESSED);
  private static final Kind<Succeeded> SUCCEEDED =
      new Kind<>("task-succeeded", Succeeded.class, Replies.SUCCEEDED);
  private static final Kind<Failed> FAILED =
      new Kind<>("task-failed", Failed.class, Replies.FAILED);
  private static final Kind<Leased> LEASED =
      new Kind<>("task-leased", Leased.class, Replies.LEASED);
  private static final Kind<Rejected> REJECTED =
      new Kind<>("task-rejected", Rejected.class, Replies.REJECTED);
  private static final Kind<WakeUp> WAKE_UP =
      new Kind<>("flow-wake-up", WakeUp.class, Signals.WAKE_UP);
  private static final Kind<Suspend> SUSPEND =
      new Kind<>("flow-suspend", Suspend.class, Signals.SUSPEND);
  private static final Kind<Resume> RESUME =
      new Kind<>("flow-resume", Resume.class, Signals.RESUME);
  private static final Kind<Revert> REVERT =
      new Kind<>("flow-revert", Revert.class, Signals.REVERT);
  private static final Kind<Rerun> RERUN = new Kind<>("flow-rerun", Rerun.class, Signals.RERUN);
  private static final Kind<Reset> RESET = new Kind<>("flow-reset", Reset.class, Signals.RESET);
  private static final Kind<RetryTask> RETRY_TASK =
      new Kind<>("task-retry", RetryTask.class, Signals.RETRY_TASK);
  private static final Kind<ResolveTask> RESOLVE_TASK =
      new Kind<>("task-resolve", ResolveTask.class, Signals.RESOLVE_TASK);
  private static final Kind<SkipTask> SKIP_TASK =
      new Kind<>("task-skip", SkipTask.class, Signals.SKIP_TASK);
  private static final Kind<DismissTask> DISMISS_TASK =
      new Kind<>("task-dismiss", DismissTask.class, Signals.DISMISS_TASK);
  private static final Kind<StartChild> START_CHILD =
      new Kind<>("child-start", StartChild.class, Signals.START_CHILD);
  private static final Kind<RevertChild> REVERT_CHILD =
      new Kind<>("child-revert", RevertChild.class, Signals.REVERT_CHILD);
  private static final Kind<HoldChild> HOLD_CHILD =
      new Kind<>("child-hold", HoldChild.class, Signals.HOLD_CHILD);
  private static final Kind<WorkerAnnouncement> ANNOUNCEMENT =
      new Kind<>("worker-announcement", WorkerAnnouncement.class, Controls.ANNOUNCEMENT);
  private static final Kind<TopicLost> TOPIC_LOST =
      new Kind<>("topic-lost", TopicLost.class, Controls.TOPIC_LOST);
  private static final Kind<WhoIsThere> WHO_IS_THERE =
      new Kind<>("who-is-there", WhoIsThere.class, Controls.WHO_IS_THERE);
  private static final Kind<CancelAttempt> CANCEL_ATTEMPT =
      new Kind<>("cancel-attempt", CancelAttempt.class, Controls.CANCEL_ATTEMPT);
  private static final Kind<DrainWorker> DRAIN_WORKER =
      new Kind<>("drain-worker", DrainWorker.class, Controls.DRAIN_WORKER);

  private static final Map<String, Kind<?>> BY_NAME =
      Stream.of(
              REQUEST,
              STARTED,
              PROGRESSED,
              SUCCEEDED,
              FAILED,
              LEASED,
              REJECTED,
              WAKE_UP,
              SUSPEND,
              RESUME,
              REVERT,
              RERUN,
              RESET,
              RETRY_TASK,
              RESOLVE_TASK,
              SKIP_TASK,
              DISMISS_TASK,
              START_CHILD,
              REVERT_CHILD,
              HOLD_CHILD,
              ANNOUNCEMENT,
              TOPIC_LOST,
              WHO_IS_THERE,
              CANCEL_ATTEMPT,
              DRAIN_WORKER)
          .collect(Collectors.toUnmodifiableMap(Kind::name, Function.identity()));

  /** The kind of that name; null if there is none. */
  static @Nullable Kind<?> named(String name) {
    return BY_NAME.get(name);
  }

  static Kind<?> of(Message message) {
    return switch (message) {
      case TaskRequest m -> REQUEST;
      case Started m -> STARTED;
      case Progressed m -> PROGRESSED;
      case Succeeded m -> SUCCEEDED;
      case Failed m -> FAILED;
      case Leased m -> LEASED;
      case Rejected m -> REJECTED;
      case WakeUp m -> WAKE_UP;
      case Suspend m -> SUSPEND;
      case Resume m -> RESUME;
      case Revert m -> REVERT;
      case Rerun m -> RERUN;
      case Reset m -> RESET;
      case RetryTask m -> RETRY_TASK;
      case ResolveTask m -> RESOLVE_TASK;
      case SkipTask m -> SKIP_TASK;
      case DismissTask m -> DISMISS_TASK;
      case StartChild m -> START_CHILD;
      case RevertChild m -> REVERT_CHILD;
      case HoldChild m -> HOLD_CHILD;
      case WorkerAnnouncement m -> ANNOUNCEMENT;
      case TopicLost m -> TOPIC_LOST;
      case WhoIsThere m -> WHO_IS_THERE;
      case CancelAttempt m -> CANCEL_ATTEMPT;
      case DrainWorker m -> DRAIN_WORKER;
    };
  }

  /** Writes the message's own fields into an object that has been begun. */
  void writeMembers(JsonOut out, Message message) {
    shape.writeMembers(out, type.cast(message));
  }
}
