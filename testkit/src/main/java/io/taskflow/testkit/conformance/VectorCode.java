package io.taskflow.testkit.conformance;

import io.taskflow.engine.control.LinkCondition;
import io.taskflow.engine.control.RetryController;
import io.taskflow.engine.control.RetryDecision;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.Flows;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.vector.RaisedException;
import io.taskflow.testkit.conformance.vector.Vector;
import io.taskflow.testkit.conformance.vector.VectorFlow;
import io.taskflow.testkit.conformance.vector.VectorLink;
import io.taskflow.testkit.conformance.vector.VectorRetry;
import io.taskflow.testkit.conformance.vector.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The retries and deciders of one vector. How often a retry was called counts for what it does; the
 * world counts calls only once it is certain that they were made, so those of the decision in the
 * making are counted here. Not thread-safe.
 */
final class VectorCode implements VectorControls.Source {

  private final Map<String, VectorRetry> retries = new HashMap<>();
  private final Map<String, VectorLink.Question> questions = new HashMap<>();
  private final World world;
  private final DeciderCalls deciderCalls;
  private final Map<String, Integer> pending = new HashMap<>();

  VectorCode(Vector vector, World world, DeciderCalls deciderCalls) {
    this.world = world;
    this.deciderCalls = deciderCalls;
    vector.flow().retries().forEach(retry -> retries.put(retry.name(), retry));
    vector.flow().flows().map(VectorFlow::links).flatMap(List::stream).forEach(this::add);
  }

  private void add(VectorLink link) {
    VectorLink.Question question = link.question();
    if (question != null) {
      questions.put(link.name(), question);
    }
  }

  /** A decision begins. */
  void begin() {
    pending.clear();
  }

  @Override
  public LinkCondition condition(String link) {
    VectorLink.Question question = known(questions, link);
    return results -> {
      deciderCalls.note(link, Json.of(results));
      return question.answer(results);
    };
  }

  @Override
  public RetryController retry(String name) {
    VectorRetry retry = known(retries, name);
    return retry.kind() == VectorRetry.Kind.SCRIPTED
        ? new Scripted(retry)
        : new WithRevert(retry, builtIn(retry));
  }

  private static RetryController builtIn(VectorRetry retry) {
    FlowPlan plan =
        FlowCompiler.compile(Flows.linear("flow").retry(FlowTranslator.builtIn(retry)).build());
    int atom = IntStream.range(0, plan.atomCount()).filter(plan::isRetry).findFirst().orElseThrow();
    return plan.controller(atom);
  }

  private static <T> T known(Map<String, T> all, String name) {
    T one = all.get(name);
    if (one == null) {
      throw new IllegalArgumentException("the vector has no '" + name + "'");
    }
    return one;
  }

  private Json evaluate(String retry, Action action) throws RaisedException {
    int number = world.count(retry, action) + pending.merge(action + retry, 1, Integer::sum);
    return world.evaluate(retry, action, number);
  }

  private final class Scripted implements RetryController {
    private final VectorRetry retry;

    Scripted(VectorRetry retry) {
      this.retry = retry;
    }

    @Override
    public Json execute(Call call) throws RaisedException {
      return evaluate(retry.name(), Action.EXECUTE);
    }

    @Override
    public RetryDecision onFailure(Call call) {
      int last = retry.decisions().size();
      return retry.decisions().get(Math.min(Math.max(call.history().size(), 1), last) - 1);
    }

    @Override
    public Json revert(Call call, Map<String, Failure> failures) throws RaisedException {
      return evaluate(retry.name(), Action.REVERT);
    }
  }

  /** A built-in retry that also has a revert. */
  private final class WithRevert implements RetryController {
    private final VectorRetry retry;
    private final RetryController builtIn;

    WithRevert(VectorRetry retry, RetryController builtIn) {
      this.retry = retry;
      this.builtIn = builtIn;
    }

    @Override
    public Json execute(Call call) throws Exception {
      return builtIn.execute(call);
    }

    @Override
    public RetryDecision onFailure(Call call) throws Exception {
      return builtIn.onFailure(call);
    }

    @Override
    public Json revert(Call call, Map<String, Failure> failures) throws RaisedException {
      return evaluate(retry.name(), Action.REVERT);
    }
  }
}
