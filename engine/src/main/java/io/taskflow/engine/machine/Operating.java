package io.taskflow.engine.machine;

import io.taskflow.engine.machine.Decision.Code;
import io.taskflow.engine.machine.Decision.Rejected;
import io.taskflow.engine.machine.FlowEvent.TaskDismissed;
import io.taskflow.engine.machine.FlowEvent.TaskResolved;
import io.taskflow.engine.machine.FlowEvent.TaskRetried;
import io.taskflow.engine.machine.FlowEvent.TaskSkipped;
import io.taskflow.engine.plan.Argument;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What people do about single atoms that do not get on by themselves. Each method gives the
 * refusal, or null if it is accepted.
 */
final class Operating {

  private Operating() {}

  static @Nullable Rejected retry(Step step, Command.RetryTask c) {
    return on(step, c.task(), Operation.RETRY, atom -> retry(step, atom, c));
  }

  static @Nullable Rejected resolve(Step step, Command.ResolveTask c) {
    return on(step, c.task(), Operation.RESOLVE, atom -> resolve(step, atom, c));
  }

  static @Nullable Rejected skip(Step step, Command.SkipTask c) {
    return on(step, c.task(), Operation.SKIP, atom -> skip(step, atom, c));
  }

  static @Nullable Rejected dismiss(Step step, Command.DismissTask c) {
    return on(
        step,
        c.task(),
        Operation.DISMISS,
        atom -> {
          step.emit(new TaskDismissed(step.now(), step.name(atom), c.by(), c.why()));
          return null;
        });
  }

  private static @Nullable Rejected on(
      Step step, String task, Operation operation, IntFunction<@Nullable Rejected> then) {
    if (step.plan().atom(task).isEmpty()) {
      return new Rejected(Code.UNKNOWN_TASK, "the flow has no task '" + task + "'");
    }
    int atom = step.plan().atom(task).getAsInt();
    Rejected refusal = refusal(step.state(), atom, operation);
    return refusal != null ? refusal : then.apply(atom);
  }

  private static @Nullable Rejected retry(Step step, int atom, Command.RetryTask c) {
    Action action = action(step.atom(atom));
    Set<String> unknown = new TreeSet<>(c.arguments().keySet());
    unknown.removeAll(names(step.plan(), atom, action));
    if (!unknown.isEmpty()) {
      return new Rejected(
          Code.UNKNOWN_ARGUMENT,
          "'%s' takes no arguments %s to %s, but %s"
              .formatted(
                  c.task(),
                  unknown,
                  action.name().toLowerCase(Locale.ROOT),
                  names(step.plan(), atom, action)));
    }
    goOn(step, Operation.RETRY, c.task(), c.by());
    AtomStatus to =
        switch (step.atom(atom).status()) {
          case REVERT_FAILURE -> AtomStatus.REVERTING;
          case FAILURE -> AtomStatus.PENDING;
          default -> step.atom(atom).status();
        };
    step.emit(new TaskRetried(step.now(), c.task(), action, to, c.arguments(), c.by(), c.why()));
    Deferrals.dispatch(step, atom);
    step.allCandidates();
    return null;
  }

  private static @Nullable Rejected resolve(Step step, int atom, Command.ResolveTask c) {
    Action action = action(step.atom(atom));
    goOn(step, Operation.RESOLVE, c.task(), c.by());
    cancel(step, atom, "resolved by " + c.by());
    step.emit(new TaskResolved(step.now(), c.task(), action, c.result(), c.by(), c.why()));
    step.allCandidates();
    return null;
  }

  private static @Nullable Rejected skip(Step step, int atom, Command.SkipTask c) {
    Action action = action(step.atom(atom));
    goOn(step, Operation.SKIP, c.task(), c.by());
    cancel(step, atom, "skipped by " + c.by());
    AtomStatus to = AtomStatus.IGNORE;
    if (action == Action.REVERT) {
      to = AtomStatus.REVERTED;
    } else if (step.atom(atom).intention() == Intention.REVERT) {
      to = AtomStatus.PENDING;
    }
    step.emit(new TaskSkipped(step.now(), c.task(), action, to, c.by(), c.why()));
    step.allCandidates();
    return null;
  }

  /** A flow that has failed goes on with what it left. */
  private static void goOn(Step step, Operation operation, String task, String by) {
    if (step.status() == FlowStatus.FAILURE) {
      String what = operation.name().toLowerCase(Locale.ROOT);
      step.emitStatus(FlowStatus.RUNNING, what + " of '" + task + "' asked for by " + by);
      Deadlines.armFlow(step);
    }
  }

  /** A request that waits in a queue, or that a worker has, is not wanted any more. */
  private static void cancel(Step step, int atom, String reason) {
    OpenAttempt open = step.atom(atom).open();
    if (open != null && open.deferral() == null) {
      Attempts.cancel(step, atom, open, reason);
    }
  }

  private static Action action(AtomState its) {
    if (its.open() != null) {
      return its.open().action();
    }
    return its.status() == AtomStatus.REVERT_FAILURE ? Action.REVERT : Action.EXECUTE;
  }

  private static Set<String> names(FlowPlan plan, int atom, Action action) {
    return (action == Action.EXECUTE ? plan.executeArguments(atom) : plan.revertArguments(atom))
        .stream().map(Argument::name).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Why an operation is not possible now; null if it is. */
  static @Nullable Rejected refusal(FlowState state, int atom, Operation operation) {
    AtomState its = state.atom(atom);
    return switch (operation) {
      case REVERT -> Steering.revertRefusal(state);
      case RERUN ->
          state.status().ended() ? null : illegal("the flow is " + state.status() + ": not ended");
      case DISMISS -> {
        Trouble trouble = its.trouble();
        yield trouble == null || trouble == Trouble.PARKED
            ? illegal(name(state, atom) + " has nothing that could be dismissed")
            : null;
      }
      case RETRY, RESOLVE, SKIP ->
          switch (its.status()) {
            case REVERT_FAILURE -> null;
            case FAILURE -> failed(state, atom, operation);
            case RUNNING, REVERTING -> open(state, atom, operation);
            default -> nothing(state, atom, operation);
          };
    };
  }

  private static @Nullable Rejected failed(FlowState state, int atom, Operation operation) {
    AtomState its = state.atom(atom);
    if (!its.unresolved() || !state.plan().isAttempted(atom)) {
      return nothing(state, atom, operation);
    }
    Failure failure = its.failure();
    if (operation == Operation.RETRY
        && its.child() != null
        && failure != null
        && ChildAnswer.leftSomething(failure)) {
      return new Rejected(
          Code.MAY_HAVE_RUN,
          "%s began flow %s, which is not reverted, and another one would not know of it: do there what is to be done, then say what came of it with 'resolve'; or revert the flow"
              .formatted(name(state, atom), its.child()));
    }
    return operation == Operation.SKIP && its.begun() ? mayHaveRun(state, atom) : null;
  }

  private static @Nullable Rejected open(FlowState state, int atom, Operation operation) {
    AtomState its = state.atom(atom);
    OpenAttempt open = its.open();
    if (open == null) {
      return nothing(state, atom, operation);
    }
    if (open.child() != null) {
      String answers = " is answered by flow " + its.child() + ": do what is to be done there";
      return new Rejected(Code.IN_HAND, name(state, atom) + answers);
    }
    boolean execute = open.action() == Action.EXECUTE;
    return switch (operation) {
      case RETRY -> {
        if (open.deferral() == null) {
          yield inHand(state, atom, open);
        }
        yield state.status() == FlowStatus.RUNNING
            ? null
            : illegal("the flow is " + state.status() + ": resume it, then it is sent again");
      }
      case SKIP -> {
        if (execute && its.begun()) {
          yield mayHaveRun(state, atom);
        }
        yield execute && open.deferral() == null ? inHand(state, atom, open) : null;
      }
      default -> null;
    };
  }

  private static Rejected inHand(FlowState state, int atom, OpenAttempt open) {
    String where =
        open.held()
            ? "worker " + open.worker() + " has it"
            : "it waits in the queue of topic '" + state.plan().task(atom).topic() + "'";
    return new Rejected(
        Code.IN_HAND,
        "the request of "
            + name(state, atom)
            + " is out, and must not be sent twice: "
            + where
            + ". Wait, or say what came of it with 'resolve'");
  }

  private static Rejected mayHaveRun(FlowState state, int atom) {
    return new Rejected(
        Code.MAY_HAVE_RUN,
        name(state, atom)
            + " may have run and left something, which would not be reverted if it was passed over;"
            + " retry it, say what came of it with 'resolve', or revert the flow");
  }

  private static Rejected nothing(FlowState state, int atom, Operation operation) {
    return illegal(
        "%s is %s, intention %s: nothing that could be answered by '%s'"
            .formatted(
                name(state, atom),
                state.atom(atom).status(),
                state.atom(atom).intention(),
                operation.name().toLowerCase(Locale.ROOT)));
  }

  private static Rejected illegal(String reason) {
    return new Rejected(Code.ILLEGAL_STATUS, reason);
  }

  private static String name(FlowState state, int atom) {
    return "'" + state.plan().atom(atom).name() + "'";
  }
}
