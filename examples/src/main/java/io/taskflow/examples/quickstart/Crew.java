package io.taskflow.examples.quickstart;

import io.taskflow.engine.runtime.Engine;
import java.io.IOException;

/** The workers of a quickstart. */
interface Crew extends AutoCloseable {

  /** One line for people. */
  String description();

  /** Waits until the engine has heard of all of them. */
  void awaitReady(Engine engine) throws IOException, InterruptedException;

  /**
   * Loses one of them in the middle of its work.
   *
   * @return what was done to whom, for people
   */
  String loseOne() throws InterruptedException;

  @Override
  void close();
}
