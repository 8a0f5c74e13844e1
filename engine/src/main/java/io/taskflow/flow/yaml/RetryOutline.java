package io.taskflow.flow.yaml;

import io.taskflow.flow.RetryRule;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.yaml.YamlNode.Items;
import io.taskflow.flow.yaml.YamlNode.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Outlines retries. The order of the statements is the order of the members. */
final class RetryOutline {

  private RetryOutline() {}

  static void write(Outline out, RetrySpec retry, String flow) {
    if (retry.rule() instanceof RetryRule.Times(int attempts, boolean all)
        && !all
        && isPlain(retry, flow)) {
      out.number(Word.RETRY, attempts);
    } else if (retry.rule() instanceof RetryRule.AlwaysRevert && isPlain(retry, flow)) {
      out.text(Word.RETRY, Word.ALWAYS_REVERT);
    } else if (retry.rule() instanceof RetryRule.AlwaysRevertAll && isPlain(retry, flow)) {
      out.text(Word.RETRY, Word.ALWAYS_REVERT_ALL);
    } else {
      out.members(Word.RETRY, inner -> members(inner, retry, flow));
    }
  }

  private static boolean isPlain(RetrySpec retry, String flow) {
    return retry.name().equals(RetrySpec.defaultName(flow))
        && retry.requires().isEmpty()
        && retry.provides().symbols().isEmpty()
        && retry.rebind().isEmpty();
  }

  private static void members(Outline out, RetrySpec retry, String flow) {
    Map<String, String> rebind = new TreeMap<>(retry.rebind());
    List<String> own = List.of();
    switch (retry.rule()) {
      case RetryRule.AlwaysRevert rule -> out.bool(Word.ALWAYS_REVERT, true);
      case RetryRule.AlwaysRevertAll rule -> out.bool(Word.ALWAYS_REVERT_ALL, true);
      case RetryRule.Times rule -> {
        out.number(Word.TIMES, rule.attempts());
        revertAll(out, rule.revertAll());
      }
      case RetryRule.ForEach rule -> {
        List<YamlNode> values = new ArrayList<>();
        rule.values().forEach(value -> values.add(new Value(Position.START, value)));
        out.node(Word.FOR_EACH, new Items(Position.START, values));
        revertAll(out, rule.revertAll());
      }
      case RetryRule.ParameterizedForEach rule -> {
        String argument = RetryRule.ParameterizedForEach.VALUES;
        own = List.of(argument);
        String symbol = rebind.getOrDefault(argument, argument);
        if (!symbol.equals(argument)) {
          rebind.remove(argument);
        }
        out.text(Word.PARAMETERIZED_FOR_EACH, symbol);
        revertAll(out, rule.revertAll());
      }
      case RetryRule.Named rule -> {
        out.text(Word.NAMED, rule.controller());
        if (!rule.settings().isNull()) {
          out.json(Word.SETTINGS, rule.settings());
        }
      }
    }
    out.unlessEqual(Word.NAME, retry.name(), RetrySpec.defaultName(flow));
    if (!retry.requires().equals(own)) {
      out.names(Word.REQUIRES, retry.requires());
    }
    ItemOutline.provides(out, retry.provides());
    out.unlessEmpty(Word.REBIND, rebind);
  }

  private static void revertAll(Outline out, boolean all) {
    if (all) {
      out.bool(Word.REVERT_ALL, true);
    }
  }
}
