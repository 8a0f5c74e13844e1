package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Moment;
import io.taskflow.protocol.Signal;

/** What a flow is commanded to do by a signal. Pure. */
final class Asking {

  private Asking() {}

  static Command command(Signal signal, Moment moment) {
    return switch (signal) {
      case Signal.WakeUp s -> new Command.Start(moment);
      case Signal.Suspend s -> new Command.Suspend(moment, s.by());
      case Signal.Resume s -> new Command.Resume(moment, s.by(), null);
      case Signal.Revert s -> new Command.Revert(moment, s.by(), s.why());
      case Signal.Rerun s -> new Command.Rerun(moment, s.by(), null);
      case Signal.Reset s -> new Command.Reset(moment, s.by());
      case Signal.RetryTask s ->
          new Command.RetryTask(moment, s.task(), s.arguments(), s.by(), s.why());
      case Signal.ResolveTask s ->
          new Command.ResolveTask(moment, s.task(), s.result(), s.by(), s.why());
      case Signal.SkipTask s -> new Command.SkipTask(moment, s.task(), s.by(), s.why());
      case Signal.DismissTask s -> new Command.DismissTask(moment, s.task(), s.by(), s.why());
    };
  }
}
