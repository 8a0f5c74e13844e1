package io.taskflow.engine.report;

import io.taskflow.engine.machine.AtomState;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowOutcome;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells what went wrong in a flow: each failure with its causes and the worker's trace, and what
 * came before it, with states, intentions, inputs and outputs. Secrets are masked by the names of
 * values; the text is bounded in every way, and says what it leaves out.
 *
 * <p>Inputs and outputs are the last that are known: those of tasks that have been reverted since
 * are shown, too. A pure function of plan and state. Costs a walk through the flow for each failure
 * that is shown. Immutable, hence thread-safe.
 */
public final class FailureFormatter {

  private final ReportOptions options;
  private final Masks masks;

  /** Formats with these options. */
  public FailureFormatter(ReportOptions options) {
    this.options = options;
    this.masks = new Masks(options.maskedWords());
  }

  /** One failure. */
  private record Failed(String atom, Action action, Failure failure) {}

  /**
   * Everything that went wrong in a flow, and is not made good. If the flow has ended, what it
   * ended by: {@link FlowOutcome}; else the failures that are being resolved, at most {@value
   * FlowState#MAX_FAILED}.
   */
  public String format(FlowPlan plan, FlowState state) {
    List<Failed> failures = failures(plan, state);
    Lines lines = new Lines(options.lines());
    lines.add(
        0,
        "flow '%s' (%s)%s is %s: %s"
            .formatted(
                state.name(), state.id(), parent(state), state.status(), count(failures.size())));
    for (int i = 0; i < failures.size(); i++) {
      if (lines.full()) {
        return lines.text() + "(" + (failures.size() - i) + " more failures were left out)\n";
      }
      lines.gap();
      add(plan, state, failures.get(i), lines);
    }
    addResolved(plan, state, failures, lines);
    return lines.text();
  }

  private static String parent(FlowState state) {
    AttemptRef parent = state.family().parent();
    return parent == null
        ? ""
        : ", child flow '%s' of flow %s,".formatted(parent.task(), parent.flow());
  }

  /** A revert that failed is better understood with what it was reverted for. */
  private static void addResolved(FlowPlan plan, FlowState state, List<Failed> told, Lines lines) {
    Map<String, Failure> others = new LinkedHashMap<>(state.currentFailures());
    told.stream()
        .filter(one -> one.action() == Action.EXECUTE)
        .forEach(one -> others.remove(one.atom()));
    if (!others.isEmpty()) {
      lines.gap();
      lines.add(0, "failed before, and resolved:");
      others.forEach((atom, why) -> lines.add(1, "'" + atom + "' failed: " + AtomText.brief(why)));
    }
  }

  /** Why one task or retry failed; empty if it has not, or that is made good. */
  public String format(FlowPlan plan, FlowState state, String atom) {
    Lines lines = new Lines(options.lines());
    AtomState its = state.atom(plan.atom(atom).orElseThrow());
    Failure failure = its.currentFailure();
    if (failure != null) {
      add(plan, state, new Failed(atom, Action.EXECUTE, failure), lines);
    }
    Failure revertFailure = its.revertFailure();
    if (its.status() == AtomStatus.REVERT_FAILURE && revertFailure != null) {
      add(plan, state, new Failed(atom, Action.REVERT, revertFailure), lines);
    }
    return lines.text();
  }

  private static List<Failed> failures(FlowPlan plan, FlowState state) {
    FlowOutcome outcome = FlowOutcome.of(plan, state);
    Map<String, Failure> executes =
        state.status().ended() ? outcome.failures() : state.currentFailures();
    List<Failed> all = new ArrayList<>();
    executes.forEach((atom, why) -> all.add(new Failed(atom, Action.EXECUTE, why)));
    outcome.revertFailures().forEach((atom, why) -> all.add(new Failed(atom, Action.REVERT, why)));
    return all;
  }

  private static String count(int failures) {
    return switch (failures) {
      case 0 -> "nothing failed";
      case 1 -> "1 failure";
      default -> failures + " failures";
    };
  }

  private void add(FlowPlan plan, FlowState state, Failed failed, Lines lines) {
    String what = failed.action() == Action.EXECUTE ? "" : "revert of ";
    lines.add(0, what + "'" + failed.atom() + "' failed: " + failed.failure().describe());
    if (!failed.failure().trace().isEmpty() && options.traceLines() > 0) {
      lines.add(1, "trace:");
      lines.add(2, failed.failure().trace(), options.traceLines());
    }
    int atom = plan.atom(failed.atom()).orElseThrow();
    Past past = Past.of(plan, atom, options.depth(), options.atoms());
    lines.add(1, "what came before:");
    if (!past.complete()) {
      lines.add(2, "(earlier tasks were left out)");
    }
    AtomText atoms = new AtomText(plan, state, options, masks, lines);
    new FlowText(
            plan,
            past,
            lines,
            (steps, one) -> atoms.add(steps, one, one == atom ? failed.action() : null))
        .add(2, plan.flow());
  }
}
