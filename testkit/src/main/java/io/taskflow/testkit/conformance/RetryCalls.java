package io.taskflow.testkit.conformance;

import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.Lookup;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.vector.Outcome;
import io.taskflow.testkit.conformance.vector.World;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells the world which calls of retries stand behind events: retries run inside decisions, and
 * those of a decision that was lost were never called.
 */
final class RetryCalls {

  private final FlowPlan plan;
  private final World world;
  private final CurrentFailures current;

  RetryCalls(FlowPlan plan, World world, CurrentFailures current) {
    this.plan = plan;
    this.world = world;
    this.current = current;
  }

  /**
   * A call of a retry that has ended.
   *
   * @param retry its name
   * @param action execute or revert
   * @param outcome how it ended
   */
  record Ended(String retry, Action action, Outcome outcome) {}

  /** The call that an event is the outcome of, if it is one. */
  static @Nullable Ended of(FlowPlan plan, FlowState before, FlowEvent event) {
    return switch (event) {
      case FlowEvent.RetryExecuted e ->
          new Ended(e.retry(), Action.EXECUTE, new Outcome.Returned(e.value()));
      case FlowEvent.RetryFailed e when wasCalled(plan, before, e.retry()) ->
          new Ended(e.retry(), Action.EXECUTE, raised(e.failure()));
      case FlowEvent.RetryReverted e ->
          new Ended(e.retry(), Action.REVERT, new Outcome.Returned(e.value()));
      case FlowEvent.RetryRevertFailed e ->
          new Ended(e.retry(), Action.REVERT, raised(e.failure()));
      default -> null;
    };
  }

  private static boolean wasCalled(FlowPlan plan, FlowState before, String retry) {
    int atom = plan.atom(retry).orElseThrow();
    return before.atom(atom).status() == AtomStatus.RUNNING
        && Lookup.arguments(plan, before, atom, Action.EXECUTE) instanceof Lookup.Outcome.Found;
  }

  private static Outcome raised(Failure failure) {
    Map<?, ?> rendered = Rendering.failure(failure).as(Map.class);
    return new Outcome.Raised(
        String.valueOf(rendered.get("class")), String.valueOf(rendered.get("message")));
  }

  /** Notes a call, as the state was that it was made in. */
  void note(FlowState before, Ended ended) {
    int atom = plan.atom(ended.retry()).orElseThrow();
    Map<String, Json> facts = new TreeMap<>();
    facts.put("history", Rendering.history(before.atom(atom).history()));
    if (ended.action() == Action.REVERT) {
      facts.put("flow_failures", Json.of(Rendering.failures(before.currentFailures())));
    } else if (!plan.executeArguments(atom).isEmpty()
        && Lookup.arguments(plan, before, atom, Action.EXECUTE)
            instanceof Lookup.Outcome.Found found) {
      facts.put("args", Json.of(found.arguments()));
    }
    world.noteRetry(ended.retry(), ended.action(), facts, ended.outcome());
    if (ended.action() == Action.REVERT) {
      int number = world.count(ended.retry(), Action.REVERT);
      current.keep(Observation.toldFailures(ended.retry(), number), current.now());
    }
  }
}
