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
 * @param listens whether engines can be asked what they heard of flows
 */
record Setup(
    String queues,
    String store,
    int engines,
    int workers,
    int slots,
    int prefetch,
    boolean listens) {

  /** What the raw limit's worker may have in hand. */
  static final int RAW_PREFETCH = 256;

  /** What is measured in them: {@code W3}, or {@code W3 2e4w} with more processes than two. */
  String nameOf(Workload workload) {
    return engines == 1 && workers == 1
        ? workload.name()
        : "%s %de%dw".formatted(workload, engines, workers);
  }
}
