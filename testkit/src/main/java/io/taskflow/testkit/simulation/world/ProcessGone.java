package io.taskflow.testkit.simulation.world;

/**
 * Ends what a process does at the moment of its crash. Nothing that the process does on the way out
 * has an effect any more.
 */
public final class ProcessGone extends Error {

  private static final long serialVersionUID = 1L;

  /** Of the process of that name. */
  public ProcessGone(String process) {
    super(process + " has crashed", null, false, false);
  }
}
