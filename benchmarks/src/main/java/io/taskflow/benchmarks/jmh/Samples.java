package io.taskflow.benchmarks.jmh;

import io.taskflow.benchmarks.work.Filler;
import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Decision.Accepted;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowEvent.AttemptOpened;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.Moment;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.Flows;
import io.taskflow.flow.LinearFlow;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the benchmarks work on: a chain of tasks that return 100 letters. */
final class Samples {

  static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");
  static final FlowId FLOW = FlowId.random(NOW);
  static final Json RESULT = Json.of(Filler.text(100));
  private static final String WORKER = "worker-1-01234567";

  private Samples() {}

  static FlowPlan chain(int tasks) {
    LinearFlow.Builder flow = Flows.linear("chain");
    for (int i = 0; i < tasks; i++) {
      flow.add(Flows.task("task-" + i, "nothing"));
    }
    return FlowCompiler.compile(flow.build());
  }

  static FlowState submitted(FlowPlan plan) {
    return FlowMachine.begin(
        plan, new FlowSubmitted(NOW, FLOW, "chain", "hash", Map.of(), FlowOptions.DEFAULTS));
  }

  static Accepted start(FlowState state) {
    return (Accepted) FlowMachine.decide(state, new Command.Start(new Moment(NOW, "start")));
  }

  /** The step that answers the attempt that the one before it has opened. */
  static Accepted answer(Accepted before, int number) {
    AttemptOpened open = opened(before.events());
    return (Accepted)
        FlowMachine.decide(
            before.state(),
            new Command.Reply(
                new Moment(NOW, "reply-" + number),
                new TaskReply.Succeeded(
                    new AttemptRef(FLOW, open.task(), open.action(), open.token()),
                    WORKER,
                    NOW,
                    RESULT)));
  }

  private static AttemptOpened opened(List<FlowEvent> events) {
    return events.stream()
        .filter(AttemptOpened.class::isInstance)
        .map(AttemptOpened.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /** One step in the middle of a chain: a success, and the next attempt. */
  static Accepted step() {
    return answer(start(submitted(chain(10))), 1);
  }

  static TaskRequest request() {
    return new TaskRequest(
        attempt(),
        "chain",
        "nothing",
        "1.0",
        1,
        1,
        "5",
        new TreeMap<>(Map.of("path", Json.of("/srv/data/1"))),
        null,
        null,
        null,
        null,
        OnWorkerLoss.REDISPATCH,
        null);
  }

  static TaskReply reply() {
    return new TaskReply.Succeeded(attempt(), WORKER, NOW, RESULT);
  }

  private static AttemptRef attempt() {
    return new AttemptRef(
        FLOW, "task-5", Action.EXECUTE, new AttemptToken("0123456789012345678901"));
  }
}
