package io.taskflow.benchmarks.machine;

/**
 * What one task cost, in one turn.
 *
 * @param compileMicros processor time to compile it, in microseconds
 * @param runMicros processor time to submit, dispatch and complete it, in microseconds
 * @param compileBytes what its compilation allocated
 * @param runBytes what submitting, dispatching and completing it allocated
 * @param heldBytes what is left in the heap of its definition, its plan and its state
 */
record Cost(
    double compileMicros,
    double runMicros,
    double compileBytes,
    double runBytes,
    double heldBytes) {

  /** Processor time from its definition to its end, in microseconds. */
  double totalMicros() {
    return compileMicros + runMicros;
  }

  /** What was allocated from its definition to its end. */
  double totalBytes() {
    return compileBytes + runBytes;
  }
}
