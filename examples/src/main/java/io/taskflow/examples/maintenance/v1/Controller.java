package io.taskflow.examples.maintenance.v1;

import io.taskflow.examples.maintenance.controller.ControllerProgram;

/** The first version of the maintenance controller. */
public final class Controller {

  private Controller() {}

  /** Runs it and ends the process; {@code --help} says how. */
  public static void main(String[] arguments) {
    System.exit(ControllerProgram.run("1", RollingUpgrade::of, arguments));
  }
}
