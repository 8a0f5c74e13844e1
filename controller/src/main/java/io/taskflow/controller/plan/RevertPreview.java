package io.taskflow.controller.plan;

import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.AttemptPolicy;
import io.taskflow.flow.AttemptedSpec;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.Flow;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.Suggestions;
import io.taskflow.protocol.Action;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a failure of one task would revert, when its attempts and the retries around it are used up.
 *
 * @param failed the task
 * @param first what is tried before anything is given up, in order
 * @param scope the flow that is reverted
 * @param reverts what is reverted, in order
 */
public record RevertPreview(
    String failed, List<String> first, String scope, List<Reverted> reverts) {

  /**
   * An atom that is reverted.
   *
   * @param name its name
   * @param certainly whether it has run by then for certain; if not, it may have
   * @param nothing whether it has nothing to revert
   */
  public record Reverted(String name, boolean certainly, boolean nothing) {}

  /** How many tasks a flow may have for each of them to be looked at. */
  static final int MOST = 200;

  /**
   * Looks at a failure of each task of a flow, in the order in which they can run.
   *
   * @return empty if there are more than {@value #MOST}: nobody reads that, and it takes its time
   */
  public static List<RevertPreview> ofEach(FlowPlan plan) {
    List<RevertPreview> each = new ArrayList<>();
    for (List<Integer> step : new Order(plan).steps()) {
      for (int atom : step) {
        if (!plan.isRetry(atom)) {
          if (each.size() == MOST) {
            return List.of();
          }
          each.add(of(plan, plan.name(atom)));
        }
      }
    }
    return each;
  }

  /**
   * The names of what is reverted, in order, without what has nothing to revert.
   *
   * @param certainly those that have run by then for certain, or those that may have
   */
  public List<String> names(boolean certainly) {
    return reverts.stream()
        .filter(each -> each.certainly() == certainly && !each.nothing())
        .map(Reverted::name)
        .toList();
  }

  /**
   * Looks at a failure.
   *
   * @throws IllegalArgumentException if there is no such task
   */
  public static RevertPreview of(FlowPlan plan, String failed) {
    OptionalInt atom = plan.atom(failed);
    if (atom.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no task '%s' in the flow '%s'%s"
              .formatted(failed, plan.flow().name(), suggestion(plan, failed)));
    }
    int at = atom.getAsInt();
    List<RetrySpec> retries = retries(plan, at);
    Map<String, List<Flow>> scopes = FlowAtoms.scopes(plan.flow());
    Flow scope = scope(plan, scopes, retries);
    return new RevertPreview(
        failed, first(plan.atom(at), retries), scope.name(), reverts(plan, at, scope, scopes));
  }

  private static String suggestion(FlowPlan plan, String name) {
    return Suggestions.didYouMean(name, plan.atoms().stream().map(plan::name).toList());
  }

  private static List<RetrySpec> retries(FlowPlan plan, int atom) {
    List<RetrySpec> retries = new ArrayList<>();
    for (int retry = plan.controllerOf(atom);
        retry != FlowPlan.NONE;
        retry = plan.controllerOf(retry)) {
      retries.add((RetrySpec) plan.atom(retry));
    }
    return retries;
  }

  private static List<String> first(AtomSpec atom, List<RetrySpec> retries) {
    List<String> first = new ArrayList<>();
    int attempts =
        switch (atom) {
          case AttemptedSpec spec -> spec.policy(Action.EXECUTE).attempts();
          case FanOut fanOut -> fanOut.task().policy(Action.EXECUTE).attempts();
          case RetrySpec retry -> AttemptPolicy.ONCE.attempts();
        };
    if (attempts > 1) {
      first.add("it is attempted %d times in all".formatted(attempts));
    }
    for (RetrySpec retry : retries) {
      if (RetryText.triesAgain(retry)) {
        first.add("the retry '%s' tries %s".formatted(retry.name(), RetryText.of(retry)));
      }
      if (RetryText.givesUpAll(retry)) {
        break;
      }
    }
    return first;
  }

  /** Without a retry, or with one that gives up all, everything; else the flow of the nearest. */
  private static Flow scope(
      FlowPlan plan, Map<String, List<Flow>> scopes, List<RetrySpec> retries) {
    boolean all = retries.isEmpty() || retries.stream().anyMatch(RetryText::givesUpAll);
    return all
        ? plan.flow()
        : scopes.getOrDefault(retries.getFirst().name(), List.of(plan.flow())).getLast();
  }

  private static List<Reverted> reverts(
      FlowPlan plan, int failed, Flow scope, Map<String, List<Flow>> scopes) {
    Order order = new Order(plan);
    BitSet before = order.before(failed);
    BitSet after = order.after(failed);
    List<Reverted> reverts = new ArrayList<>();
    for (List<Integer> step : order.steps()) {
      for (int atom : step) {
        boolean inScope =
            scopes.getOrDefault(plan.name(atom), List.of()).stream().anyMatch(f -> f == scope);
        if (inScope && !after.get(atom) && !plan.isRetry(atom)) {
          reverts.add(
              new Reverted(
                  plan.name(atom),
                  atom == failed || before.get(atom),
                  hasNothing(plan.atom(atom))));
        }
      }
    }
    Collections.reverse(reverts);
    return reverts;
  }

  private static boolean hasNothing(AtomSpec atom) {
    return switch (atom) {
      case AttemptedSpec spec -> !spec.revertible();
      case FanOut fanOut -> !fanOut.task().revertible();
      case RetrySpec retry -> true;
    };
  }
}
