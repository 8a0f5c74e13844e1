package io.taskflow.testkit.simulation.checks;

import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Moment;
import io.taskflow.protocol.Signal;

/** What signals ask of a flow. */
final class Commands {

  private Commands() {}

  static Command of(Signal signal, Moment moment) {
    return switch (signal) {
      case Signal.WakeUp s -> new Command.Start(moment);
      case Signal.Suspend s -> new Command.Suspend(moment, s.by());
      case Signal.Resume s -> new Command.Resume(moment, s.by(), null);
      case Signal.Revert s -> new Command.Revert(moment, s.by());
      case Signal.Rerun s -> new Command.Rerun(moment, s.by(), null);
      case Signal.Reset s -> new Command.Reset(moment, s.by());
    };
  }
}
