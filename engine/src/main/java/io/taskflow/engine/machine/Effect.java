package io.taskflow.engine.machine;

import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Message;
import java.util.SortedMap;

/** What has to be done after the commit of the events that a decision made. */
public sealed interface Effect {

  /** Send the request of an open attempt. */
  record Dispatch(String task, AttemptToken token, SortedMap<String, Json> arguments)
      implements Effect {}

  /** Tell the workers that an attempt is not wanted any more. */
  record CancelAttempt(AttemptRef attempt, String topic, String reason) implements Effect {}

  /**
   * Send a message to the owner of another flow: a parent tells its child what to do, a child
   * answers its parent.
   *
   * @param to the flow that it is for
   */
  record Send(FlowId to, Message message) implements Effect {}

  /** Hand the timer back when it is due. */
  record SetTimer(Timer timer) implements Effect {}
}
