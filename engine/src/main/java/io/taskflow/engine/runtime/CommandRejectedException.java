package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.Decision.Code;
import io.taskflow.engine.machine.Decision.Rejected;

/** What was asked of a flow is not possible as the flow stands; nothing has changed. */
public final class CommandRejectedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private final Code code;

  CommandRejectedException(Rejected rejected) {
    super(rejected.reason() + " (" + rejected.code() + ")");
    this.code = rejected.code();
  }

  /** What is asked for and is so already is no error. */
  static boolean isOne(Rejected rejected) {
    return rejected.code() != Code.REDUNDANT && rejected.code() != Code.STALE_ATTEMPT;
  }

  /** Why. */
  public Code code() {
    return code;
  }
}
