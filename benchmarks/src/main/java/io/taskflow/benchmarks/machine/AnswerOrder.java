package io.taskflow.benchmarks.machine;

/** In which order the tasks that are dispatched end. */
enum AnswerOrder {
  /** As they were dispatched: what workers of equal speed make of a queue. */
  IN_ORDER,
  /** By chance among all that are open, so that nothing of a task is near to that of the last. */
  ANY_ORDER
}
