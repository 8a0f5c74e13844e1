package io.taskflow.benchmarks.machine;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.Flow;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Measures flows of one size: so many of them, one after another, that every turn has {@value
 * #TASKS} tasks. All are kept to the end of the turn, so that one large flow holds no more memory
 * than many small ones, and the collector has the same to do.
 *
 * <p>Times are of the whole process, its garbage collector included, so nothing else should run in
 * it.
 */
final class Turn {

  /** How many tasks all flows of a turn have together. */
  static final int TASKS = 100_000;

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Turn() {}

  /**
   * What a task costs.
   *
   * @param size how many tasks a flow has; divides {@link #TASKS}
   * @param order in which tasks end
   * @param seed of the edges, and of that order
   */
  static Cost of(int size, AnswerOrder order, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    long emptyHeap = usedHeap();
    List<Flow> flows = new ArrayList<>();
    for (int tasks = 0; tasks < TASKS; tasks += size) {
      flows.add(RandomGraph.of(size, random));
    }
    System.gc();
    Reading start = Reading.now();
    List<FlowPlan> plans = new ArrayList<>();
    flows.forEach(flow -> plans.add(FlowCompiler.compile(flow)));
    Reading compiled = Reading.now();
    List<FlowState> states = new ArrayList<>();
    plans.forEach(plan -> states.add(MachineRun.of(plan, order, random)));
    Reading ended = Reading.now();
    long held = usedHeap() - emptyHeap;
    Reference.reachabilityFence(flows);
    Reference.reachabilityFence(states);
    return new Cost(
        (compiled.nanos() - start.nanos()) / 1e3 / TASKS,
        (ended.nanos() - compiled.nanos()) / 1e3 / TASKS,
        (compiled.bytes() - start.bytes()) / (double) TASKS,
        (ended.bytes() - compiled.bytes()) / (double) TASKS,
        held / (double) TASKS);
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private record Reading(long nanos, long bytes) {
    static Reading now() {
      return new Reading(PROCESS.getProcessCpuTime(), THREADS.getCurrentThreadAllocatedBytes());
    }
  }
}
