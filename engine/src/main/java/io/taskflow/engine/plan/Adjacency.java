package io.taskflow.engine.plan;

import java.util.Arrays;

/**
 * The neighbours of each node of a graph, on one side. All of them stand in one array, node by
 * node: an array for each node would cost an object, and a look far away in memory, for each.
 * Immutable.
 */
final class Adjacency {

  private final int[] starts;
  private final int[] neighbours;

  /**
   * @param starts where in the array the neighbours of each node begin, and at last where those of
   *     the last node end
   * @param neighbours of each node in ascending order
   */
  Adjacency(int[] starts, int[] neighbours) {
    this.starts = starts;
    this.neighbours = neighbours;
  }

  int nodeCount() {
    return starts.length - 1;
  }

  /** How many neighbours a node has. */
  int count(int node) {
    return starts[node + 1] - starts[node];
  }

  /** The neighbours of a node, in ascending order, in an array of their own. */
  int[] of(int node) {
    return Arrays.copyOfRange(neighbours, starts[node], starts[node + 1]);
  }

  /** Whether a node has that neighbour. */
  boolean has(int node, int neighbour) {
    return Arrays.binarySearch(neighbours, starts[node], starts[node + 1], neighbour) >= 0;
  }

  /** Whether all neighbours of all nodes have higher numbers than the node. */
  boolean ascends() {
    for (int node = 0; node < nodeCount(); node++) {
      if (count(node) > 0 && neighbours[starts[node]] <= node) {
        return false;
      }
    }
    return true;
  }

  /** The same edges, seen from their other ends. */
  Adjacency reversed() {
    int[] ends = new int[starts.length];
    for (int neighbour : neighbours) {
      ends[neighbour + 1]++;
    }
    for (int node = 0; node < nodeCount(); node++) {
      ends[node + 1] += ends[node];
    }
    int[] next = ends.clone();
    int[] reversed = new int[neighbours.length];
    for (int node = 0; node < nodeCount(); node++) {
      for (int i = starts[node]; i < starts[node + 1]; i++) {
        reversed[next[neighbours[i]]++] = node;
      }
    }
    return new Adjacency(ends, reversed);
  }
}
