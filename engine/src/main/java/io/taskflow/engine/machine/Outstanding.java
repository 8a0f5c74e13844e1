package io.taskflow.engine.machine;

import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.Action;
import java.util.ArrayList;
import java.util.List;

/** What a flow's open attempts need from whoever has just taken the flow over. */
final class Outstanding {

  private Outstanding() {}

  static List<Effect> of(FlowState state) {
    FlowPlan plan = state.plan();
    List<Effect> effects = new ArrayList<>();
    Timer deadline = Deadlines.ofFlow(state);
    if (deadline != null) {
      effects.add(new Effect.SetTimer(deadline));
    }
    effects.addAll(BeingChild.outstanding(state));
    if (state.open() == 0) {
      return effects;
    }
    for (int atom : plan.atoms()) {
      OpenAttempt open = state.atom(atom).open();
      if (open == null) {
        continue;
      }
      if (open.child() != null) {
        effects.addAll(Children.outstanding(state, atom, open));
      } else if (open.deferral() == null) {
        if (Lookup.arguments(plan, state, atom, open.action()) instanceof Lookup.Outcome.Found f) {
          effects.add(new Effect.Dispatch(plan.atom(atom).name(), open.token(), f.arguments()));
        }
      }
      if (state.cancelling()
          && plan.atom(atom) instanceof TaskSpec
          && open.action() == Action.EXECUTE) {
        effects.add(Attempts.cancellation(plan, state, atom, open, state.reason()));
      }
      for (Timer.Kind kind : Timer.Kind.values()) {
        Timer timer = Deadlines.timer(plan.attempted(atom), open, kind, state.options());
        if (timer != null) {
          effects.add(new Effect.SetTimer(timer));
        }
      }
    }
    return effects;
  }
}
