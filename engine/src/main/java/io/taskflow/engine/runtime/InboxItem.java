package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.NewFlow;
import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.Moment;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.transport.Delivery;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What comes to a partition's loop. */
sealed interface InboxItem {

  /** A message from the broker; acknowledged when what it leads to is stored. */
  record Delivered(Delivery delivery, Message message) implements InboxItem {}

  /**
   * Something that this process asks of a flow.
   *
   * @param done completed when it is stored; exceptionally if it is refused
   */
  record Asked(FlowId flow, Function<Moment, Command> command, CompletableFuture<Void> done)
      implements InboxItem {}

  /** A new flow, to be stored and started in one go. */
  record Submitted(NewFlow flow, FlowPlan plan, FlowState state, CompletableFuture<Void> done)
      implements InboxItem {}

  /**
   * A request that the broker gave back or that can't be sent.
   *
   * @param settled to be run when what it leads to is stored
   */
  record Undelivered(
      FlowId flow,
      String task,
      AttemptToken token,
      FailureCode code,
      String reason,
      Runnable settled)
      implements InboxItem {}

  /**
   * Requests that nobody may have, or that somebody may have already, are sent again when that is
   * noted.
   *
   * @param settled to be run when it is
   */
  record Repeat(FlowId flow, List<Effect.Dispatch> requests, String reason, Runnable settled)
      implements InboxItem {
    public Repeat {
      requests = List.copyOf(requests);
    }
  }

  /**
   * The transport may have published a request twice.
   *
   * @param settled to be run when that is noted
   */
  record SentTwice(FlowId flow, String task, AttemptToken token, Runnable settled)
      implements InboxItem {}

  /**
   * Requests or answers were lost with a queue: open attempts that may be concerned are sent again,
   * with their tokens.
   *
   * @param topic the topic whose requests were lost; null if answers were lost
   */
  record SendAgain(@Nullable String topic) implements InboxItem {}

  /** Look at flows of the partition that were submitted elsewhere and not started. */
  record LookForPending() implements InboxItem {}
}
