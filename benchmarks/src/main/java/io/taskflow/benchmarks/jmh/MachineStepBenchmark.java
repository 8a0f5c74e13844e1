package io.taskflow.benchmarks.jmh;

import io.taskflow.engine.machine.Decision.Accepted;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.plan.FlowPlan;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the machine takes for a task of a chain, its submission and end spread over all tasks. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MachineStepBenchmark {

  private static final int SHORT = 10;
  private static final int LONG = 1_000;

  private final FlowPlan shortPlan = Samples.chain(SHORT);
  private final FlowPlan longPlan = Samples.chain(LONG);

  /** A task of a chain of 10. */
  @Benchmark
  @OperationsPerInvocation(SHORT)
  public FlowState taskOfShortChain() {
    return run(shortPlan, SHORT);
  }

  /** A task of a chain of 1,000. */
  @Benchmark
  @OperationsPerInvocation(LONG)
  public FlowState taskOfLongChain() {
    return run(longPlan, LONG);
  }

  private static FlowState run(FlowPlan plan, int tasks) {
    Accepted last = Samples.start(Samples.submitted(plan));
    for (int i = 0; i < tasks; i++) {
      last = Samples.answer(last, i);
    }
    return last.state();
  }
}
