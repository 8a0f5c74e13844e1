package io.taskflow.examples.maintenance.v2;

import io.taskflow.examples.maintenance.controller.ControllerProgram;

/** The second version of the maintenance controller; it has nothing of the first. */
public final class Controller {

  private Controller() {}

  /** Runs it and ends the process; {@code --help} says how. */
  public static void main(String[] arguments) {
    System.exit(ControllerProgram.run("2", RollingUpgrade::of, arguments));
  }
}
