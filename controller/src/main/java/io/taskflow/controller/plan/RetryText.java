package io.taskflow.controller.plan;

import io.taskflow.flow.RetryRule;
import io.taskflow.flow.RetrySpec;

/** What a retry does, in a few words. */
public final class RetryText {

  private RetryText() {}

  /** Its rule. */
  public static String of(RetrySpec retry) {
    return switch (retry.rule()) {
      case RetryRule.AlwaysRevert rule -> "always revert";
      case RetryRule.AlwaysRevertAll rule -> "always revert all";
      case RetryRule.Times rule -> "up to %d times".formatted(Math.max(1, rule.attempts()));
      case RetryRule.ForEach rule -> "for each of %d values".formatted(rule.values().size());
      case RetryRule.ParameterizedForEach rule ->
          "for each of "
              + retry
                  .rebind()
                  .getOrDefault(
                      RetryRule.ParameterizedForEach.VALUES, RetryRule.ParameterizedForEach.VALUES);
      case RetryRule.Named rule -> "as '" + rule.controller() + "' says";
    };
  }

  /** Whether it may try again. */
  static boolean triesAgain(RetrySpec retry) {
    return !(retry.rule() instanceof RetryRule.AlwaysRevert
        || retry.rule() instanceof RetryRule.AlwaysRevertAll);
  }

  /** Whether everything is reverted when it gives up, as far as it is known. */
  static boolean givesUpAll(RetrySpec retry) {
    return switch (retry.rule()) {
      case RetryRule.AlwaysRevertAll rule -> true;
      case RetryRule.Times rule -> rule.revertAll();
      case RetryRule.ForEach rule -> rule.revertAll();
      case RetryRule.ParameterizedForEach rule -> rule.revertAll();
      default -> false;
    };
  }
}
