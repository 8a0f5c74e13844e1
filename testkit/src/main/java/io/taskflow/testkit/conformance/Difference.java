package io.taskflow.testkit.conformance;

import io.taskflow.testkit.conformance.facts.Facts;
import io.taskflow.testkit.conformance.vector.Vector;
import org.jspecify.annotations.Nullable;

/**
 * A place where this engine differs from TaskFlow on purpose. It goes by what a vector says of
 * itself, never by its name, and says exactly what is to be seen instead.
 */
interface Difference {

  /** What documents call it. */
  String name();

  /**
   * What is to be seen instead.
   *
   * @param expected what is to be seen so far
   * @return null if the vector is not concerned
   */
  @Nullable Facts instead(Vector vector, Facts expected, Seen seen);
}
