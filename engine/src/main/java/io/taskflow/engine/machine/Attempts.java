package io.taskflow.engine.machine;

import io.taskflow.engine.machine.Decision.Code;
import io.taskflow.engine.machine.Decision.Rejected;
import io.taskflow.engine.machine.FlowEvent.AttemptLeased;
import io.taskflow.engine.machine.FlowEvent.AttemptOpened;
import io.taskflow.engine.machine.FlowEvent.AttemptProgressed;
import io.taskflow.engine.machine.FlowEvent.AttemptStarted;
import io.taskflow.engine.machine.FlowEvent.TaskFailed;
import io.taskflow.engine.machine.FlowEvent.TaskRevertFailed;
import io.taskflow.engine.machine.FlowEvent.TaskReverted;
import io.taskflow.engine.machine.FlowEvent.TaskSucceeded;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.AttemptedSpec;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The life of an attempt: opened, heard of, ended. */
final class Attempts {

  private Attempts() {}

  /** Sends a request for the atom: its first for the action, or one more after an earlier one. */
  static void open(Step step, int atom, Action action, int number) {
    AttemptToken token = step.newToken();
    AttemptedSpec spec = step.attempted(atom);
    String task = spec.name();
    int round = step.atom(atom).round();
    FlowId child = spec instanceof ChildFlow ? child(step, atom, action, token) : null;
    step.emit(atom, new AttemptOpened(step.now(), task, action, round, number, token, child));
    switch (Lookup.arguments(step.plan(), step.state(), atom, action)) {
      case Lookup.Outcome.Found found -> {
        switch (spec) {
          case TaskSpec asked -> {
            step.send(asked.topic(), new Effect.Dispatch(task, token, found.arguments()));
            Deadlines.armScheduleToStart(step, atom);
          }
          case ChildFlow asked -> tell(step, atom, asked, found.arguments());
        }
      }
      case Lookup.Outcome.Missing missing -> failed(step, atom, action, "", missing.failure());
    }
  }

  /** The child that is begun, or that is to be reverted. */
  private static FlowId child(Step step, int atom, Action action, AttemptToken token) {
    return action == Action.EXECUTE
        ? Children.id(step.state().id(), step.name(atom), token)
        : Objects.requireNonNull(step.atom(atom).child());
  }

  private static void tell(
      Step step, int atom, ChildFlow child, SortedMap<String, Json> arguments) {
    OpenAttempt open = opened(step, atom);
    if (open.action() == Action.EXECUTE && Children.definition(step.state(), child) == null) {
      String missing =
          "the flow '%s' was not registered when this flow was submitted".formatted(child.flow());
      failed(step, atom, Action.EXECUTE, "", Failure.of(FailureCode.NOT_FOUND, missing));
      return;
    }
    Children.request(step.state(), atom, open, arguments).forEach(step::effect);
    Deadlines.armStartToClose(step, atom);
    Deadlines.armChild(step, atom);
  }

  static @Nullable Rejected reply(Step step, TaskReply reply) {
    AttemptRef ref = reply.attempt();
    OptionalInt found = step.plan().atom(ref.task());
    if (found.isEmpty()) {
      return new Rejected(Code.UNKNOWN_TASK, "the flow has no task '" + ref.task() + "'");
    }
    int atom = found.getAsInt();
    OpenAttempt open = step.atom(atom).open();
    if (open == null || !open.token().equals(ref.token()) || open.action() != ref.action()) {
      return stale(ref.task());
    }
    if (open.waits() && !(reply instanceof TaskReply.Succeeded)) {
      return stale(ref.task());
    }
    if (open.child() != null && !reply.ends()) {
      return new Rejected(Code.REDUNDANT, "only the end of a child flow ends its attempt");
    }
    return switch (reply) {
      case TaskReply.Started r -> started(step, atom, open, r);
      case TaskReply.Progressed r -> progressed(step, atom, open, r);
      case TaskReply.Leased r -> leased(step, atom, r);
      case TaskReply.Rejected r when open.child() != null -> {
        fail(step, atom, open.action(), "", Failure.of(r.code(), r.reason()));
        yield null;
      }
      case TaskReply.Rejected r -> {
        Deferrals.notPlaced(step, atom, open, r.code(), r.reason());
        yield null;
      }
      case TaskReply.Succeeded r -> {
        succeed(step, atom, open.action(), r.worker(), r.result());
        yield null;
      }
      case TaskReply.Failed r -> {
        fail(step, atom, open.action(), r.worker(), Children.failure(open, r.failure()));
        yield null;
      }
    };
  }

  static @Nullable Rejected undeliverable(
      Step step, String task, AttemptToken token, FailureCode code, String reason) {
    OptionalInt atom = step.plan().atom(task);
    OpenAttempt open = atom.isEmpty() ? null : step.atom(atom.getAsInt()).open();
    if (open == null || open.waits() || !open.token().equals(token)) {
      return stale(task);
    }
    if (code == FailureCode.UNKNOWN_TOPIC) {
      Deferrals.notPlaced(step, atom.getAsInt(), open, code, reason);
    } else {
      fail(step, atom.getAsInt(), open.action(), "", Failure.of(code, reason));
    }
    return null;
  }

  static @Nullable Rejected lost(Step step, String task, AttemptToken token, String reason) {
    OptionalInt atom = step.plan().atom(task);
    OpenAttempt open = atom.isEmpty() ? null : step.atom(atom.getAsInt()).open();
    if (open == null || open.waits() || open.child() != null || !open.token().equals(token)) {
      return stale(task);
    }
    step.emit(new FlowEvent.AttemptLost(step.now(), task, token, reason));
    return null;
  }

  /** Those of the attempts that are still open and out have nobody who takes them. */
  static void parked(Step step, Command.AttemptsParked c) {
    for (Command.AttemptsParked.Parked parked : c.attempts()) {
      OptionalInt atom = step.plan().atom(parked.task());
      OpenAttempt open = atom.isEmpty() ? null : step.atom(atom.getAsInt()).open();
      if (open != null && open.out() && open.token().equals(parked.token())) {
        step.emit(
            new FlowEvent.AttemptParked(
                step.now(), parked.task(), parked.token(), parked.reason()));
      }
    }
  }

  private static @Nullable Rejected started(
      Step step, int atom, OpenAttempt open, TaskReply.Started r) {
    if (open.held() && r.worker().equals(open.worker())) {
      return new Rejected(Code.REDUNDANT, "the worker is known to have begun");
    }
    step.emit(new AttemptStarted(step.now(), r.attempt().task(), open.token(), r.worker()));
    Deadlines.armStartToClose(step, atom);
    return null;
  }

  private static @Nullable Rejected progressed(
      Step step, int atom, OpenAttempt open, TaskReply.Progressed r) {
    if (r.sequence() <= open.sequenceOf(r.worker())) {
      return new Rejected(Code.REDUNDANT, "a later progress is known");
    }
    boolean first = !open.held();
    step.emit(
        new AttemptProgressed(
            step.now(),
            r.attempt().task(),
            open.token(),
            r.worker(),
            r.sequence(),
            r.progress(),
            r.details()));
    if (first) {
      Deadlines.armStartToClose(step, atom);
    }
    return null;
  }

  private static @Nullable Rejected leased(Step step, int atom, TaskReply.Leased r) {
    Instant until = step.now().plus(r.lease());
    step.emit(
        new AttemptLeased(step.now(), r.attempt().task(), r.attempt().token(), r.worker(), until));
    Deadlines.armLease(step, atom);
    return null;
  }

  static void succeed(Step step, int atom, Action action, String worker, Json result) {
    String task = step.name(atom);
    step.emit(
        atom,
        switch (action) {
          case EXECUTE -> new TaskSucceeded(step.now(), task, worker, result);
          case REVERT -> new TaskReverted(step.now(), task, worker, result);
        });
  }

  /** The open attempt has failed: there is another one, or the task has failed. */
  static void fail(Step step, int atom, Action action, String worker, Failure failure) {
    if (!Deferrals.attemptAgain(step, atom, action, worker, failure)) {
      failed(step, atom, action, worker, failure);
    }
  }

  /** The task has failed, whatever its policy says. */
  static void failed(Step step, int atom, Action action, String worker, Failure failure) {
    String task = step.name(atom);
    switch (action) {
      case EXECUTE -> {
        step.emit(new TaskFailed(step.now(), task, worker, failure));
        Resolution.resolve(step, atom);
      }
      case REVERT -> {
        step.emit(new TaskRevertFailed(step.now(), task, worker, failure));
        Resolution.stop(step);
      }
    }
  }

  /** Tells the worker that may have the attempt to stop; its answer, or a timer, ends it. */
  static void cancel(Step step, int atom, OpenAttempt open, String reason) {
    switch (step.attempted(atom)) {
      case TaskSpec task ->
          step.effect(cancellation(step.plan(), step.state(), atom, open, reason));
      case ChildFlow child ->
          Children.cancel(step, atom, open, Failure.of(FailureCode.CANCELLED, reason));
    }
  }

  static Effect cancellation(
      FlowPlan plan, FlowState state, int atom, OpenAttempt open, String reason) {
    TaskSpec task = plan.task(atom);
    return new Effect.CancelAttempt(
        new AttemptRef(state.id(), task.name(), open.action(), open.token()), task.topic(), reason);
  }

  /** The attempt of an atom that was just opened. */
  static OpenAttempt opened(Step step, int atom) {
    return Objects.requireNonNull(step.atom(atom).open());
  }

  private static Rejected stale(String task) {
    return new Rejected(
        Code.STALE_ATTEMPT, "task '" + task + "' has no open attempt with this token");
  }
}
