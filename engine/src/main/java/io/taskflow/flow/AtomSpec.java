package io.taskflow.flow;

import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.protocol.Json;
import java.util.List;
import java.util.Map;

/** What a flow executes and reverts one by one: a task, a child flow, a retry, a fan-out. */
public sealed interface AtomSpec extends FlowElement permits AttemptedSpec, RetrySpec, FanOut {

  /** Arguments that it must have, in the order written. */
  List<String> requires();

  /** Under which names its result is visible to others. */
  Provides provides();

  /** Argument to the symbol it is looked up by, where these differ. */
  Map<String, String> rebind();

  /** Symbol to a value for this atom alone. */
  Map<String, Json> inject();
}
