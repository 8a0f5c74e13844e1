package io.taskflow.engine.machine;

import java.util.List;

/** The machine's answer to a command. */
public sealed interface Decision {

  /**
   * The command changes something.
   *
   * @param state the state after the events
   * @param events what is now a fact, once it is stored
   * @param effects what is to be done once the events are stored
   */
  record Accepted(FlowState state, List<FlowEvent> events, List<Effect> effects)
      implements Decision {
    public Accepted {
      events = List.copyOf(events);
      effects = List.copyOf(effects);
    }
  }

  /** The command changes nothing, and the reason says why. */
  record Rejected(Code code, String reason) implements Decision {}

  /** Why a command changes nothing. */
  enum Code {
    /** The reply or timer belongs to an attempt that is not open any more. */
    STALE_ATTEMPT,
    /** There is no such task in the flow. */
    UNKNOWN_TASK,
    /** What is said or asked for is so already. */
    REDUNDANT,
    /** Not possible in the flow's or the task's status. */
    ILLEGAL_STATUS,
    /** The request of the task is out: a worker has it, or may take it at any time. */
    IN_HAND,
    /** The task may have been executed, so that it can't be passed over. */
    MAY_HAVE_RUN,
    /** The task has no argument of that name. */
    UNKNOWN_ARGUMENT
  }
}
