package io.taskflow.benchmarks.machine;

import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Decision.Accepted;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.machine.Moment;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Runs a flow on the machine alone: it is submitted, and each task that it dispatches succeeds. Not
 * thread-safe.
 */
final class MachineRun {

  private static final FlowId ID = new FlowId("benchmark");
  private static final Instant NOW = Instant.EPOCH;

  private final AnswerOrder order;
  private final RandomGenerator random;
  private final List<AttemptRef> open = new ArrayList<>();
  private FlowState state;
  private int commands;

  /** How many of the open ones have been answered, in order. */
  private int answered;

  private MachineRun(FlowPlan plan, AnswerOrder order, RandomGenerator random) {
    this.order = order;
    this.random = random;
    this.state =
        FlowMachine.begin(
            plan, new FlowSubmitted(NOW, ID, "f", "hash", Map.of(), FlowOptions.DEFAULTS));
  }

  /**
   * The state at the end.
   *
   * @param random chooses the next one to end, if they do in any order
   * @throws IllegalStateException if the flow does not end with success
   */
  static FlowState of(FlowPlan plan, AnswerOrder order, RandomGenerator random) {
    MachineRun run = new MachineRun(plan, order, random);
    run.take(new Command.Start(run.moment()));
    while (run.answered < run.open.size()) {
      TaskReply reply = new TaskReply.Succeeded(run.next(), "worker", NOW, Json.NULL);
      run.take(new Command.Reply(run.moment(), reply));
    }
    if (run.state.status() != FlowStatus.SUCCESS) {
      throw new IllegalStateException(
          "the flow was to end with SUCCESS, and is " + run.state.status());
    }
    return run.state;
  }

  private AttemptRef next() {
    return switch (order) {
      case IN_ORDER -> open.get(answered++);
      case ANY_ORDER -> anyOpen();
    };
  }

  private AttemptRef anyOpen() {
    int index = random.nextInt(open.size());
    AttemptRef chosen = open.get(index);
    AttemptRef last = open.removeLast();
    if (index < open.size()) {
      open.set(index, last);
    }
    return chosen;
  }

  private void take(Command command) {
    Accepted accepted = (Accepted) FlowMachine.decide(state, command);
    state = accepted.state();
    for (FlowEvent event : accepted.events()) {
      if (event instanceof FlowEvent.AttemptOpened o) {
        open.add(new AttemptRef(ID, o.task(), o.action(), o.token()));
      }
    }
  }

  private Moment moment() {
    return new Moment(NOW, Integer.toString(commands++, Character.MAX_RADIX));
  }
}
