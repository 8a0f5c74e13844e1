package io.taskflow.engine.machine;

import io.taskflow.engine.machine.Decision.Accepted;
import io.taskflow.engine.machine.Decision.Code;
import io.taskflow.engine.machine.Decision.Rejected;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.plan.FlowPlan;
import java.util.List;

/**
 * The flow machine: what a command does to a flow. All methods are pure functions, so a flow can be
 * driven by a partition's loop, replayed from a journal, or walked by a test, and always goes the
 * same way.
 *
 * <p>Both directions follow one rule. An atom that is meant to be executed is when everything
 * before it is done; one that is meant to be reverted is when everything after it is undone; atoms
 * that are at work at that moment end first. What is meant changes when something fails: {@link
 * Resolution}. A decision costs as much as it changes, plus the neighbours of that.
 *
 * <p>The events of a decision are stored together, but a flow can go on from any of them: {@link
 * Command.Resume} finds everything that has not been followed up.
 */
public final class FlowMachine {

  private FlowMachine() {}

  /** The state that the first event of a flow makes. */
  public static FlowState begin(FlowPlan plan, FlowSubmitted event) {
    return Fold.begin(plan, event);
  }

  /** The state after one more event. */
  public static FlowState apply(FlowState state, FlowEvent event) {
    return apply(state, List.of(event));
  }

  /** The state after more events. */
  public static FlowState apply(FlowState state, List<FlowEvent> events) {
    Fold fold = new Fold(state);
    events.forEach(fold::apply);
    return fold.tally().state();
  }

  /** What a command does. */
  public static Decision decide(FlowState state, Command command) {
    Step step = new Step(state, command.moment());
    Rejected refusal =
        switch (command) {
          case Command.Start c -> Steering.start(step);
          case Command.Suspend c -> Steering.suspend(step, c.by());
          case Command.Resume c -> Steering.resume(step, c.by(), c.options());
          case Command.Revert c -> Steering.revert(step, c.by(), c.why());
          case Command.ParentReverts c -> BeingChild.revert(step, c.parent(), c.reason());
          case Command.ParentHolds c -> BeingChild.hold(step, c.parent(), c.hold());
          case Command.Rerun c -> Steering.rerun(step, c.by(), c.options());
          case Command.Reset c -> Steering.reset(step, c.by());
          case Command.RetryTask c -> Operating.retry(step, c);
          case Command.ResolveTask c -> Operating.resolve(step, c);
          case Command.SkipTask c -> Operating.skip(step, c);
          case Command.DismissTask c -> Operating.dismiss(step, c);
          case Command.AttemptLost c -> Attempts.lost(step, c.task(), c.token(), c.reason());
          case Command.SendAgain c -> Doubts.sendAgain(step, c.requests(), c.reason());
          case Command.Vanished c -> Doubts.vanished(step, c.requests(), c.reason());
          case Command.SentTwice c -> Doubts.sentTwice(step, c.task(), c.token(), c.reason());
          case Command.Reply c -> Attempts.reply(step, c.reply());
          case Command.AttemptsParked c -> {
            Attempts.parked(step, c);
            yield null;
          }
          case Command.Undeliverable c ->
              Attempts.undeliverable(step, c.task(), c.token(), c.code(), c.reason());
          case Command.TimerDue c -> Deadlines.due(step, c.timer());
        };
    if (refusal != null) {
      return refusal;
    }
    Scheduling.proceed(step);
    if (step.events().isEmpty()) {
      return new Rejected(Code.REDUNDANT, "nothing changes");
    }
    BeingChild.answer(step);
    return new Accepted(step.state(), step.events(), step.effects());
  }

  /**
   * Everything that may have to be done again for a flow whose effects may not have been carried
   * out: the requests of all attempts that are open and not deferred, with their tokens, the
   * cancellations of those that are not to end first, what child flows are to know, the answer of a
   * flow that has ended to its parent, and all timers.
   */
  public static List<Effect> outstanding(FlowState state) {
    return Outstanding.of(state);
  }
}
