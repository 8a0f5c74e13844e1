package io.taskflow.engine.machine;

import io.taskflow.engine.machine.FlowEvent.FanOutExpanded;
import io.taskflow.engine.machine.FlowEvent.TaskSucceeded;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import java.util.List;

/**
 * Executes a fan-out: takes the list, and makes an item for each of its elements. The fan-out is
 * done then; what comes after it waits for the items. Nothing is asked of a worker.
 */
final class FanningOut {

  private FanningOut() {}

  static void execute(Step step, int atom) {
    FanOut fanOut = (FanOut) step.plan().atom(atom);
    switch (Lookup.arguments(step.plan(), step.state(), atom, Action.EXECUTE)) {
      case Lookup.Outcome.Missing missing -> fail(step, atom, missing.failure());
      case Lookup.Outcome.Found found ->
          expand(step, atom, fanOut, found.arguments().getOrDefault(FanOut.LIST, Json.NULL));
    }
  }

  private static void expand(Step step, int atom, FanOut fanOut, Json list) {
    List<Json> values = list.elements();
    if (values == null) {
      fail(
          step,
          atom,
          Failure.of(
              FailureCode.NOT_FOUND,
              "a list is expected as '%s', but it is something else".formatted(fanOut.over())));
    } else if (values.size() > room(step, atom)) {
      fail(
          step,
          atom,
          Failure.of(
              FailureCode.TOO_LARGE,
              "the list '%s' has %,d elements, but there is room for %,d: a flow may have %,d tasks"
                      .formatted(fanOut.over(), values.size(), room(step, atom), Flow.MAX_TASKS)
                  + " in all, items of fan-outs among them; split the list, or the flow"));
    } else {
      if (step.atom(atom).status() == AtomStatus.PENDING) {
        step.emit(new FanOutExpanded(step.now(), fanOut.name(), values));
      }
      step.emit(new TaskSucceeded(step.now(), fanOut.name(), "", Json.of(values.size())));
    }
  }

  /** How many items a fan-out may have beside everything else that the flow has by now. */
  private static int room(Step step, int atom) {
    int own = step.plan().items(atom).length;
    return Math.max(0, Flow.MAX_TASKS - (step.plan().atomCount() - own));
  }

  /** Nobody was asked, so nobody will answer: the failure follows at once. */
  static void fail(Step step, int atom, Failure failure) {
    if (step.atom(atom).status() == AtomStatus.PENDING) {
      step.emit(new FanOutExpanded(step.now(), step.name(atom), List.of()));
    }
    Attempts.failed(step, atom, Action.EXECUTE, "", failure);
  }
}
