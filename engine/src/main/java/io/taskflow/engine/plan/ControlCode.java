package io.taskflow.engine.plan;

import io.taskflow.engine.control.BuiltInRetries;
import io.taskflow.engine.control.Controls;
import io.taskflow.engine.control.LinkCondition;
import io.taskflow.engine.control.RetryController;
import io.taskflow.engine.control.cel.BadExpressionException;
import io.taskflow.engine.control.cel.CelConditions;
import io.taskflow.engine.plan.FlowProblem.Code;
import io.taskflow.flow.Decider.Condition;
import io.taskflow.flow.Part;
import io.taskflow.flow.RetryRule;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.Suggestions;
import io.taskflow.protocol.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the code of retries and deciders: what is built in, and what is registered by name. Where
 * there is none it notes a problem and goes on with something that is never used. Belongs to one
 * compilation, on its thread.
 */
final class ControlCode {

  private static final RetryController NO_RETRY = BuiltInRetries.of(new RetryRule.AlwaysRevert());
  private static final LinkCondition NO_CONDITION = results -> false;

  private final Controls controls;
  private final Problems problems;
  private final Map<Condition, LinkCondition> conditions = new HashMap<>();

  ControlCode(Controls controls, Problems problems) {
    this.controls = controls;
    this.problems = problems;
  }

  /** The code of a retry. */
  RetryController controller(int entry, RetrySpec retry) {
    return switch (retry.rule()) {
      case RetryRule.BuiltIn rule -> BuiltInRetries.of(rule);
      case RetryRule.Named rule ->
          made(
                  entry,
                  null,
                  "retry controller '" + rule.controller() + "'",
                  controls.retry(rule.controller()),
                  rule.settings(),
                  Suggestions.didYouMean(rule.controller(), controls.retryNames()))
              .orElse(NO_RETRY);
    };
  }

  /** The code of a decider, made once for all that ask the same. */
  LinkCondition condition(FlowTree tree, DecidedLink link) {
    Condition asked = link.decider().condition();
    LinkCondition known = conditions.get(asked);
    if (known != null) {
      return known;
    }
    Part.LinkDecider part =
        new Part.LinkDecider(tree.element(link.from()).name(), tree.element(link.to()).name());
    String where = " of the link from '%s' to '%s'".formatted(part.from(), part.to());
    LinkCondition made =
        switch (asked) {
          case Condition.Expression expression ->
              compiled(link.flow(), part, where, expression.cel()).orElse(NO_CONDITION);
          case Condition.Named named ->
              made(
                      link.flow(),
                      part,
                      "condition '" + named.name() + "'" + where,
                      controls.condition(named.name()),
                      named.settings(),
                      Suggestions.didYouMean(named.name(), controls.conditionNames()))
                  .orElse(NO_CONDITION);
        };
    conditions.put(asked, made);
    return made;
  }

  private Optional<LinkCondition> compiled(int flow, Part part, String where, String cel) {
    try {
      return Optional.of(CelConditions.compile(cel));
    } catch (BadExpressionException e) {
      problems.add(
          Code.BAD_EXPRESSION,
          flow,
          part,
          "the decider" + where + " can't be used: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Users' code may throw anything. */
  private <T> Optional<T> made(
      int entry,
      @Nullable Part part,
      String what,
      Optional<Function<Json, T>> registered,
      Json settings,
      String suggestion) {
    if (registered.isEmpty()) {
      problems.add(
          Code.UNKNOWN_CONTROL,
          entry,
          part,
          "the %s is not registered at this engine%s".formatted(what, suggestion));
      return Optional.empty();
    }
    try {
      @Nullable T made = registered.get().apply(settings);
      if (made != null) {
        return Optional.of(made);
      }
      problems.add(Code.UNKNOWN_CONTROL, entry, part, "the %s was made as null".formatted(what));
    } catch (RuntimeException e) {
      problems.add(
          Code.UNKNOWN_CONTROL, entry, part, "the %s refuses its settings: %s".formatted(what, e));
    }
    return Optional.empty();
  }
}
