package io.taskflow.engine.machine;

import io.taskflow.engine.control.RetryController;
import io.taskflow.engine.control.RetryDecision;
import io.taskflow.engine.machine.FlowEvent.AtomsReset;
import io.taskflow.engine.machine.FlowEvent.RetryExecuted;
import io.taskflow.engine.machine.FlowEvent.RetryFailed;
import io.taskflow.engine.machine.FlowEvent.RetryRevertFailed;
import io.taskflow.engine.machine.FlowEvent.RetryReverted;
import io.taskflow.engine.machine.FlowEvent.RetryStatusChanged;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The life of a retry. Its code runs here, within the decision. */
final class Retrying {

  private Retrying() {}

  /** What the code of a retry gave. */
  sealed interface Answer {
    /** It decided. */
    record Decided(RetryDecision decision) implements Answer {}

    /** It failed. */
    record Failed(Failure failure) implements Answer {}
  }

  /** Something that the code of a retry is asked for. */
  private interface Question<T> {
    T ask(RetryController controller, RetryController.Call call) throws Exception;
  }

  /** Begins a try. */
  static void execute(Step step, int retry) {
    String name = step.name(retry);
    if (step.atom(retry).status() != AtomStatus.RUNNING) {
      step.emit(new RetryStatusChanged(step.now(), name, AtomStatus.RUNNING));
    }
    try {
      Json value = ask(step, retry, Action.EXECUTE, RetryController::execute);
      step.emit(new RetryExecuted(step.now(), name, value));
    } catch (CodeFailed e) {
      step.emit(new RetryFailed(step.now(), name, e.failure()));
      Resolution.resolve(step, retry);
    }
  }

  /** Begins anew, with all that comes after the retry, which is undone by now. */
  static void again(Step step, int retry) {
    String name = step.name(retry);
    if (step.atom(retry).status() != AtomStatus.RETRYING) {
      step.emit(new RetryStatusChanged(step.now(), name, AtomStatus.RETRYING));
    }
    List<String> changed =
        Scope.after(step.plan(), retry).stream()
            .filter(atom -> step.atom(atom).status() != AtomStatus.PENDING)
            .map(step::name)
            .toList();
    step.emit(new AtomsReset(step.now(), name, changed, false));
    execute(step, retry);
  }

  /** Asks what to do about the failure that was recorded last. */
  static Answer decide(Step step, int retry) {
    try {
      return new Answer.Decided(ask(step, retry, Action.EXECUTE, RetryController::onFailure));
    } catch (CodeFailed e) {
      return new Answer.Failed(e.failure());
    }
  }

  static void revert(Step step, int retry) {
    String name = step.name(retry);
    if (step.atom(retry).status() != AtomStatus.REVERTING) {
      step.emit(new RetryStatusChanged(step.now(), name, AtomStatus.REVERTING));
    }
    Map<String, Failure> failures = step.state().currentFailures();
    try {
      Json value = ask(step, retry, Action.REVERT, (code, call) -> code.revert(call, failures));
      step.emit(new RetryReverted(step.now(), name, value));
    } catch (CodeFailed e) {
      step.emit(new RetryRevertFailed(step.now(), name, e.failure()));
      Resolution.stop(step);
    }
  }

  private static <T> T ask(Step step, int retry, Action action, Question<T> question)
      throws CodeFailed {
    return switch (Lookup.arguments(step.plan(), step.state(), retry, action)) {
      case Lookup.Outcome.Missing missing -> throw new CodeFailed(missing.failure());
      case Lookup.Outcome.Found found -> {
        RetryController.Call call =
            new RetryController.Call(
                step.name(retry), step.atom(retry).history(), found.arguments());
        try {
          yield Objects.requireNonNull(
              question.ask(step.plan().controller(retry), call), "the retry gave null");
        } catch (Exception e) {
          throw new CodeFailed(ControlFailure.of(e));
        }
      }
    };
  }

  /** The code of a retry, or what it needs, failed. */
  private static final class CodeFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    CodeFailed(Failure failure) {
      super(failure.message());
      this.failure = failure;
    }

    Failure failure() {
      return failure;
    }
  }
}
