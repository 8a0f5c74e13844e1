package io.taskflow.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Decision;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.Moment;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A flow on the machine alone, for tests of what is told about flows. Time passes when told. */
public final class FlowOnPaper {

  private static final FlowId ID = new FlowId("f1");

  private final FlowPlan plan;
  private final FlowState begin;
  private final List<FlowEvent> events = new ArrayList<>();
  private FlowState state;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int commands;

  /** A flow that was submitted with these values and has been started. */
  public FlowOnPaper(Flow flow, Map<String, ?> store) {
    this(flow, store, FlowOptions.DEFAULTS);
  }

  /** As above, with settings of the flow. */
  public FlowOnPaper(Flow flow, Map<String, ?> store, FlowOptions options) {
    plan = FlowCompiler.compile(flow, store.keySet());
    Map<String, Json> values = new TreeMap<>();
    store.forEach((name, value) -> values.put(name, Json.of(value)));
    begin =
        FlowMachine.begin(
            plan, new FlowEvent.FlowSubmitted(now, ID, flow.name(), "hash", values, options));
    state = begin;
    decide(new Command.Start(moment()));
  }

  public FlowPlan plan() {
    return state.plan();
  }

  public FlowState state() {
    return state;
  }

  /** How it stood before it was started. */
  public FlowState begin() {
    return begin;
  }

  /** Everything that happened since. */
  public List<FlowEvent> events() {
    return events;
  }

  public FlowOnPaper pass(Duration time) {
    now = now.plus(time);
    return this;
  }

  public FlowOnPaper succeed(String task, Object result) {
    return reply(new TaskReply.Succeeded(ref(task), "w", now, Json.of(result)));
  }

  public FlowOnPaper fail(String task, Failure failure) {
    return reply(new TaskReply.Failed(ref(task), "w", now, failure));
  }

  public FlowOnPaper fail(String task, String message) {
    return fail(task, Failure.of(FailureCode.TASK_FAILED, message));
  }

  public FlowOnPaper lose(String task) {
    return decide(new Command.AttemptLost(moment(), task, ref(task).token(), "a test"));
  }

  private FlowOnPaper reply(TaskReply reply) {
    return decide(new Command.Reply(moment(), reply));
  }

  private FlowOnPaper decide(Command command) {
    Decision decision = FlowMachine.decide(state, command);
    assertThat(decision).as("answer to " + command).isInstanceOf(Decision.Accepted.class);
    Decision.Accepted accepted = (Decision.Accepted) decision;
    events.addAll(accepted.events());
    state = accepted.state();
    return this;
  }

  private AttemptRef ref(String task) {
    OpenAttempt open =
        Objects.requireNonNull(
            state.atom(plan.atom(task).orElseThrow()).open(), () -> task + " is not open");
    return new AttemptRef(ID, task, open.action(), open.token());
  }

  private Moment moment() {
    return new Moment(now, "s" + commands++);
  }
}
