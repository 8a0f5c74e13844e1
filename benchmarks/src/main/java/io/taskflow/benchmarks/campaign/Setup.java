package io.taskflow.benchmarks.campaign;

/**
 * What a site is made of.
 *
 * @param queues {@code quorum} or {@code classic}
 * @param store {@code postgres} or {@code sqlite}
 * @param engines how many processes of engines
 * @param workers how many processes of workers
 * @param slots of each worker
 * @param prefetch of each worker; 0 for its default
 */
public record Setup(
    String queues, String store, int engines, int workers, int slots, int prefetch) {

  /** What the raw limit's worker may have in hand. */
  static final int RAW_PREFETCH = 256;

  /** The same with other numbers of processes. */
  Setup with(int otherEngines, int otherWorkers) {
    return new Setup(queues, store, otherEngines, otherWorkers, slots, prefetch);
  }
}
