package io.taskflow.benchmarks.machine;

import io.taskflow.flow.Flow;
import io.taskflow.flow.Flows;
import io.taskflow.flow.GraphFlow;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Graph flows whose edges are drawn by chance: the worst case for caches, for no numbering of tasks
 * brings neighbours near to each other.
 */
final class RandomGraph {

  /** How many edges there are for each task. */
  static final int EDGES_PER_TASK = 3;

  private RandomGraph() {}

  /** A flow of tasks that do nothing, each edge from one written earlier to one written later. */
  static Flow of(int tasks, RandomGenerator random) {
    GraphFlow.Builder graph = Flows.graph("graph");
    String[] names = IntStream.range(0, tasks).mapToObj(i -> "task-" + i).toArray(String[]::new);
    for (String name : names) {
      graph.add(Flows.task(name, "nothing"));
    }
    Set<Long> made = HashSet.newHashSet(EDGES_PER_TASK * tasks);
    while (made.size() < EDGES_PER_TASK * tasks) {
      int one = random.nextInt(tasks);
      int other = random.nextInt(tasks);
      int from = Math.min(one, other);
      int to = Math.max(one, other);
      if (from != to && made.add((long) from << 32 | to)) {
        graph.link(names[from], names[to]);
      }
    }
    return graph.build();
  }
}
