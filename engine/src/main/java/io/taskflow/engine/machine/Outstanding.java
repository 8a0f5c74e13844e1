package io.taskflow.engine.machine;

import io.taskflow.engine.plan.FlowPlan;
import java.util.ArrayList;
import java.util.List;

/** What a flow's open attempts need from whoever has just taken the flow over. */
final class Outstanding {

  private Outstanding() {}

  static List<Effect> of(FlowPlan plan, FlowState state) {
    List<Effect> effects = new ArrayList<>();
    Timer deadline = Deadlines.ofFlow(state);
    if (deadline != null) {
      effects.add(new Effect.SetTimer(deadline));
    }
    if (state.open() == 0) {
      return effects;
    }
    for (int atom = 0; atom < plan.atomCount(); atom++) {
      OpenAttempt open = state.atom(atom).open();
      if (open == null) {
        continue;
      }
      if (open.deferral() == null) {
        if (Lookup.arguments(plan, state, atom, open.action()) instanceof Lookup.Outcome.Found f) {
          effects.add(new Effect.Dispatch(atom, open.token(), f.arguments()));
        }
      }
      for (Timer.Kind kind : Timer.Kind.values()) {
        Timer timer = Deadlines.timer(plan.task(atom), open, kind);
        if (timer != null) {
          effects.add(new Effect.SetTimer(timer));
        }
      }
    }
    return effects;
  }
}
