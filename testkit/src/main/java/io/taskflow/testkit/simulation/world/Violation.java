package io.taskflow.testkit.simulation.world;

/**
 * Something happened that must not.
 *
 * @param invariant what does not hold
 * @param subject the flow, or what else it is about
 * @param details what was found
 */
public record Violation(String invariant, String subject, String details) {

  @Override
  public String toString() {
    return invariant + ": " + subject + ": " + details;
  }
}
