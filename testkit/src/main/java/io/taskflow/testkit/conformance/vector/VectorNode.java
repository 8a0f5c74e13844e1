package io.taskflow.testkit.conformance.vector;

/** What a flow of a vector consists of. */
public sealed interface VectorNode permits VectorTask, VectorFlow {

  /** As the vector calls it. */
  String name();
}
