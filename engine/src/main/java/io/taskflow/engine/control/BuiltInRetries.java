package io.taskflow.engine.control;

import io.taskflow.flow.RetryRule;
import io.taskflow.protocol.Json;

/** The retry controllers that need no registering. */
public final class BuiltInRetries {

  private BuiltInRetries() {}

  /** The controller for a rule. */
  public static RetryController of(RetryRule.BuiltIn rule) {
    return switch (rule) {
      case RetryRule.AlwaysRevert r -> new Never(RetryDecision.REVERT);
      case RetryRule.AlwaysRevertAll r -> new Never(RetryDecision.REVERT_ALL);
      case RetryRule.Times r -> new Counted(r.attempts(), givingUp(r.revertAll()));
      case RetryRule.ForEach r -> new OneByOne(call -> r.values(), givingUp(r.revertAll()));
      case RetryRule.ParameterizedForEach r ->
          new OneByOne(OneByOne::values, givingUp(r.revertAll()));
    };
  }

  private static RetryDecision givingUp(boolean revertAll) {
    return revertAll ? RetryDecision.REVERT_ALL : RetryDecision.REVERT;
  }

  private record Never(RetryDecision decision) implements RetryController {
    @Override
    public Json execute(Call call) {
      return Json.NULL;
    }

    @Override
    public RetryDecision onFailure(Call call) {
      return decision;
    }
  }

  private record Counted(int attempts, RetryDecision givingUp) implements RetryController {
    @Override
    public Json execute(Call call) {
      return Json.of(call.history().size() + 1);
    }

    @Override
    public RetryDecision onFailure(Call call) {
      return call.history().size() < attempts ? RetryDecision.RETRY : givingUp;
    }
  }
}
