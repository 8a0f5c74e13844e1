package io.taskflow.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.Decision.Accepted;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowPart;
import io.taskflow.flow.Flows;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A decision costs what it changes, not what the flow is large. */
class LargeFlowTest {

  private static final FlowId ID = new FlowId("large");
  private static final Instant NOW = Instant.EPOCH;

  /** Processor time, so that what else the machine does matters less. */
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Test
  void aTaskOfALargeFlowCostsAboutAsMuchAsOneOfASmallFlow() {
    run(layers(5_000));
    double small = nanosPerTask(layers(2_000));
    double large = nanosPerTask(layers(40_000));
    assertThat(large / small)
        .as("time per task at 40,000 tasks against 2,000 (%s ns, %s ns)", large, small)
        .isLessThan(4);
  }

  @Test
  void aSecondFanOutCostsAsMuchAsTheFirst() {
    List<Integer> list = Collections.nCopies(20_000, 1);
    Flow flow =
        Flows.linear(
                "f",
                Flows.forEach("a", "list", "x", "t", t -> t),
                Flows.forEach("b", "list", "x", "t", t -> t))
            .build();
    long start = THREADS.getCurrentThreadCpuTime();
    assertThat(run(flow, Map.of("list", Json.of(list)))).isEqualTo(40_002);
    assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - start))
        .isLessThan(Duration.ofSeconds(10));
  }

  private static double nanosPerTask(Flow flow) {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      int tasks = run(flow);
      best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - start) / (double) tasks);
    }
    return best;
  }

  /** A chain of unordered flows of a hundred tasks. */
  private static Flow layers(int tasks) {
    FlowPart[] layers =
        IntStream.range(0, tasks / 100)
            .mapToObj(
                layer ->
                    Flows.unordered(
                        "layer" + layer,
                        IntStream.range(0, 100)
                            .mapToObj(i -> Flows.task("t" + layer + "." + i, "t"))
                            .toArray(FlowPart[]::new)))
            .toArray(FlowPart[]::new);
    return Flows.linear("layers", layers).build();
  }

  private static int run(Flow flow) {
    return run(flow, Map.of());
  }

  private static int run(Flow flow, Map<String, Json> store) {
    FlowPlan plan = FlowCompiler.compile(flow);
    FlowState state =
        FlowMachine.begin(plan, new FlowSubmitted(NOW, ID, "f", "h", store, FlowOptions.DEFAULTS));
    ArrayDeque<AttemptRef> sent = new ArrayDeque<>();
    int commands = 0;
    state = take(plan, state, new Command.Start(moment(commands++)), sent);
    while (!sent.isEmpty()) {
      TaskReply reply = new TaskReply.Succeeded(sent.remove(), "w", NOW, Json.NULL);
      state = take(plan, state, new Command.Reply(moment(commands++), reply), sent);
    }
    assertThat(state.status()).isEqualTo(FlowStatus.SUCCESS);
    return state.plan().atomCount();
  }

  private static FlowState take(
      FlowPlan plan, FlowState state, Command command, ArrayDeque<AttemptRef> sent) {
    Accepted accepted = (Accepted) FlowMachine.decide(state, command);
    for (FlowEvent event : accepted.events()) {
      if (event instanceof FlowEvent.AttemptOpened o) {
        sent.add(new AttemptRef(ID, o.task(), o.action(), o.token()));
      }
    }
    return accepted.state();
  }

  private static Moment moment(int number) {
    return new Moment(NOW, "s" + number);
  }
}
