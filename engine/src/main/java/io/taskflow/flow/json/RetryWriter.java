package io.taskflow.flow.json;

import io.taskflow.flow.RetryRule;
import io.taskflow.flow.RetrySpec;
import java.util.List;

/** Writes retries. The order of the statements is the order of the members. */
final class RetryWriter {

  private RetryWriter() {}

  static void write(Members out, RetrySpec retry, String flow) {
    out.text(Field.KIND, RetryKind.of(retry.rule()).text());
    out.unlessDefault(Field.NAME, retry.name(), RetrySpec.defaultName(flow));
    rule(out, retry);
    if (!retry.requires().equals(ownArguments(retry.rule()))) {
      out.list(Field.REQUIRES, retry.requires());
    }
    ProvidesJson.write(out, retry.provides());
    out.unlessEmpty(Field.REBIND, retry.rebind());
  }

  private static void rule(Members out, RetrySpec retry) {
    switch (retry.rule()) {
      case RetryRule.AlwaysRevert rule -> {}
      case RetryRule.AlwaysRevertAll rule -> {}
      case RetryRule.Times rule -> {
        out.number(Field.ATTEMPTS, rule.attempts());
        out.unlessFalse(Field.REVERT_ALL, rule.revertAll());
      }
      case RetryRule.ForEach rule -> {
        out.jsons(Field.VALUES, rule.values(), "a value of the retry '" + retry.name() + "'");
        out.unlessFalse(Field.REVERT_ALL, rule.revertAll());
      }
      case RetryRule.ParameterizedForEach rule ->
          out.unlessFalse(Field.REVERT_ALL, rule.revertAll());
      case RetryRule.Named rule -> {
        out.text(Field.CONTROLLER, rule.controller());
        if (!rule.settings().isNull()) {
          out.json(
              Field.SETTINGS,
              rule.settings(),
              "the value of the settings of the retry '" + retry.name() + "'");
        }
      }
    }
  }

  /** What a retry requires that was not told to require anything. */
  private static List<String> ownArguments(RetryRule rule) {
    return rule instanceof RetryRule.ParameterizedForEach
        ? List.of(RetryRule.ParameterizedForEach.VALUES)
        : List.of();
  }
}
