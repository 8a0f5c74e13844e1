package io.taskflow.engine.plan;

import java.util.Arrays;

/** Edges of a graph while it is built: each once, however often it was added. */
final class Edges {

  private int[] froms = new int[64];
  private int[] tos = new int[64];
  private int size;

  void add(int from, int to) {
    if (size == froms.length) {
      froms = Arrays.copyOf(froms, 2 * size);
      tos = Arrays.copyOf(tos, 2 * size);
    }
    froms[size] = from;
    tos[size++] = to;
  }

  /** For each of the nodes those that it leads to. */
  Adjacency successors(int nodeCount) {
    int[] starts = new int[nodeCount + 1];
    for (int i = 0; i < size; i++) {
      starts[froms[i] + 1]++;
    }
    for (int node = 0; node < nodeCount; node++) {
      starts[node + 1] += starts[node];
    }
    int[] next = starts.clone();
    int[] successors = new int[size];
    for (int i = 0; i < size; i++) {
      successors[next[froms[i]]++] = tos[i];
    }
    return distinct(starts, successors);
  }

  /** Sorts the successors of each node and moves them together, so that none is there twice. */
  private static Adjacency distinct(int[] starts, int[] successors) {
    int kept = 0;
    for (int node = 0; node < starts.length - 1; node++) {
      int from = starts[node];
      int to = starts[node + 1];
      Arrays.sort(successors, from, to);
      starts[node] = kept;
      for (int i = from; i < to; i++) {
        if (i == from || successors[i] != successors[i - 1]) {
          successors[kept++] = successors[i];
        }
      }
    }
    starts[starts.length - 1] = kept;
    return new Adjacency(starts, Arrays.copyOf(successors, kept));
  }
}
