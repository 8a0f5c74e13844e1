package io.taskflow.engine.report;

import io.taskflow.engine.control.RetryHistory;
import io.taskflow.engine.machine.AtomState;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.Handling;
import io.taskflow.engine.machine.Lookup;
import io.taskflow.engine.plan.Argument;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.TaskSpec;
import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells how an atom stands, what it got and what it gave. Not thread-safe; lives for one report.
 */
final class AtomText {

  private final FlowPlan plan;
  private final FlowState state;
  private final ReportOptions options;
  private final Masks masks;
  private final Lines lines;

  AtomText(FlowPlan plan, FlowState state, ReportOptions options, Masks masks, Lines lines) {
    this.plan = plan;
    this.state = state;
    this.options = options;
    this.masks = masks;
    this.lines = lines;
  }

  /**
   * Adds an atom.
   *
   * @param failed what it failed to do, which is told elsewhere: inputs are those of this action;
   *     null if it is not the one that is told about
   */
  void add(int steps, int atom, @Nullable Action failed) {
    AtomSpec spec = plan.atom(atom);
    AtomState its = state.atom(atom);
    lines.add(steps, title(spec, its) + (failed == null ? "" : "  <- failed"));
    Handling.Note note = its.handling().note();
    if (note != null) {
      lines.add(steps + 1, note.toString());
    }
    if (options.hidden().contains(spec.name())) {
      lines.add(steps + 1, "(inputs and outputs are hidden)");
      return;
    }
    List<Argument> arguments =
        failed == Action.REVERT ? plan.revertArguments(atom) : plan.executeArguments(atom);
    arguments.forEach(argument -> lines.add(steps + 1, "in  " + input(atom, argument)));
    Json result = its.result();
    if (result != null && plan.isAttempted(atom)) {
      output(steps + 1, spec.provides(), result);
    }
    tries(steps + 1, spec, its.history());
    if (failed != Action.EXECUTE) {
      failed(steps + 1, "failed: ", its.currentFailure());
    }
    if (failed != Action.REVERT && its.status() == AtomStatus.REVERT_FAILURE) {
      failed(steps + 1, "revert failed: ", its.revertFailure());
    }
  }

  private static String title(AtomSpec spec, AtomState its) {
    String what =
        switch (spec) {
          case TaskSpec task -> "task '" + spec.name() + "' (" + task.type() + ")";
          case ChildFlow child ->
              "child flow '" + spec.name() + "' (" + child.flow() + begun(its) + ")";
          case RetrySpec retry -> "retry '" + spec.name() + "'";
          case FanOut fanOut -> "fan-out '" + spec.name() + "' (over " + fanOut.over() + ")";
        };
    String round = its.round() > 1 ? ", round " + its.round() : "";
    return what + ": " + its.status() + ", intention " + its.intention() + round;
  }

  private static String begun(AtomState its) {
    return its.child() == null ? "" : ", " + its.child();
  }

  private String input(int atom, Argument argument) {
    boolean rebound = !argument.symbol().equals(argument.name());
    String name = argument.name() + (rebound ? " (" + argument.symbol() + ")" : "");
    Json value = Lookup.known(state, atom, argument);
    if (value == null) {
      return name + (argument.optional() ? ": not given" : ": not found");
    }
    return name
        + " = "
        + shown(value, masks.hides(argument.name()) || masks.hides(argument.symbol()));
  }

  private void output(int steps, Provides provides, Json result) {
    switch (provides) {
      case Provides.Nothing nothing -> lines.add(steps, "out " + shown(result, false));
      case Provides.Whole whole -> output(steps, whole.symbol(), result);
      case Provides.Positional positional -> {
        for (int i = 0; i < positional.symbols().size(); i++) {
          output(steps, positional.symbols().get(i), result.element(i));
        }
      }
      case Provides.Keyed keyed ->
          keyed.symbols().forEach(symbol -> output(steps, symbol, result.member(symbol)));
    }
  }

  private void output(int steps, String symbol, @Nullable Json value) {
    lines.add(
        steps,
        "out "
            + symbol
            + (value == null ? ": not returned" : " = " + shown(value, masks.hides(symbol))));
  }

  /** The tries of a retry, whose values are as secret as what it provides them as. */
  private void tries(int steps, AtomSpec spec, RetryHistory history) {
    boolean secret = spec.provides().symbols().stream().anyMatch(masks::hides);
    for (int i = 0; i < history.size(); i++) {
      RetryHistory.Attempt attempt = history.attempts().get(i);
      lines.add(steps, "try " + (i + 1) + ": " + shown(attempt.provided(), secret));
      attempt
          .failures()
          .forEach((atom, why) -> lines.add(steps + 1, "'" + atom + "' failed: " + brief(why)));
    }
  }

  private void failed(int steps, String how, @Nullable Failure failure) {
    if (failure != null) {
      lines.add(steps, how + brief(failure));
    }
  }

  /** Its first line. */
  static String brief(Failure failure) {
    return failure.toString().lines().findFirst().orElse("");
  }

  private String shown(Json value, boolean secret) {
    return secret ? Masks.MASK : Lines.cut(masks.text(value), options.valueLength());
  }
}
