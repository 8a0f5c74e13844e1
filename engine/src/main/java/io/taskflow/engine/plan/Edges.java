package io.taskflow.engine.plan;

import java.util.Arrays;

/** Edges of a graph while it is built: each once, however often it was added. */
final class Edges {

  private static final int[] NONE = {};

  private long[] edges = new long[64];
  private int size;
  private boolean distinct = true;

  void add(int from, int to) {
    if (size == edges.length) {
      edges = Arrays.copyOf(edges, 2 * size);
    }
    edges[size++] = (long) from << 32 | to;
    distinct = false;
  }

  /** For each of the nodes those that it leads to, in ascending order. */
  int[][] successors(int nodeCount) {
    sort();
    int[] counts = new int[nodeCount];
    for (int i = 0; i < size; i++) {
      counts[from(i)]++;
    }
    int[][] successors = allocate(counts);
    for (int i = 0; i < size; i++) {
      int from = from(i);
      successors[from][successors[from].length - counts[from]--] = to(i);
    }
    return successors;
  }

  /** For each of the nodes those that lead to it, in ascending order. */
  int[][] predecessors(int nodeCount) {
    sort();
    int[] counts = new int[nodeCount];
    for (int i = 0; i < size; i++) {
      counts[to(i)]++;
    }
    int[][] predecessors = allocate(counts);
    for (int i = 0; i < size; i++) {
      int to = to(i);
      predecessors[to][predecessors[to].length - counts[to]--] = from(i);
    }
    return predecessors;
  }

  private void sort() {
    if (distinct) {
      return;
    }
    Arrays.sort(edges, 0, size);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (i == 0 || edges[i] != edges[i - 1]) {
        edges[kept++] = edges[i];
      }
    }
    size = kept;
    distinct = true;
  }

  private int from(int edge) {
    return (int) (edges[edge] >>> 32);
  }

  private int to(int edge) {
    return (int) edges[edge];
  }

  private static int[][] allocate(int[] counts) {
    int[][] arrays = new int[counts.length][];
    for (int i = 0; i < counts.length; i++) {
      arrays[i] = counts[i] == 0 ? NONE : new int[counts[i]];
    }
    return arrays;
  }
}
