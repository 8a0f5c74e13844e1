package io.taskflow.testkit.conformance;

import io.taskflow.flow.Deciders;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowBuilder;
import io.taskflow.flow.FlowPart;
import io.taskflow.flow.Flows;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.Retries;
import io.taskflow.flow.RetryBuilder;
import io.taskflow.flow.RetryRule;
import io.taskflow.flow.TaskBuilder;
import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.testkit.conformance.vector.VectorFlow;
import io.taskflow.testkit.conformance.vector.VectorLink;
import io.taskflow.testkit.conformance.vector.VectorNode;
import io.taskflow.testkit.conformance.vector.VectorRetry;
import io.taskflow.testkit.conformance.vector.VectorTask;

/**
 * Writes the flow of a vector as a flow of ours.
 *
 * @param taskType the type that all tasks get
 * @param key what registered retries and conditions know the vector by
 */
public record FlowTranslator(String taskType, String key) {

  /** Translates. */
  public Flow translate(VectorFlow flow) {
    return (Flow) part(flow).toItem();
  }

  private FlowPart part(VectorNode node) {
    return switch (node) {
      case VectorTask task -> task(task);
      case VectorFlow flow -> flow(flow);
    };
  }

  private FlowPart flow(VectorFlow flow) {
    FlowBuilder<?> builder =
        switch (flow.type()) {
          case LINEAR -> Flows.linear(flow.name());
          case UNORDERED -> Flows.unordered(flow.name());
          case GRAPH -> graph(flow);
        };
    flow.children().forEach(child -> builder.add(part(child)));
    VectorRetry retry = flow.retry();
    if (retry != null) {
      builder.retry(retry(retry));
    }
    return builder;
  }

  private GraphFlow.Builder graph(VectorFlow flow) {
    GraphFlow.Builder builder = Flows.graph(flow.name());
    for (VectorLink link : flow.links()) {
      if (link.question() == null) {
        builder.link(link.from(), link.to());
      } else {
        builder.link(
            link.from(),
            link.to(),
            Deciders.named(VectorControls.CONDITION, settings(link.name()), link.depth()));
      }
    }
    String target = flow.target();
    return target == null ? builder : builder.target(target);
  }

  private VectorControls.Settings settings(String name) {
    return new VectorControls.Settings(key, name);
  }

  private RetryBuilder retry(VectorRetry retry) {
    RetryBuilder builder =
        VectorControls.isBuiltIn(retry)
            ? builtIn(retry)
            : Retries.named(VectorControls.RETRY, settings(retry.name()));
    if (retry.kind() == VectorRetry.Kind.PARAMETERIZED_FOR_EACH) {
      builder.requires(RetryRule.ParameterizedForEach.VALUES);
    }
    builder.name(retry.name());
    retry.rebind().forEach(builder::rebind);
    String symbol = retry.provides();
    return symbol == null ? builder : builder.provides(symbol);
  }

  /** A retry of ours that decides as the one of the vector does. */
  static RetryBuilder builtIn(VectorRetry retry) {
    RetryBuilder builder =
        switch (retry.kind()) {
          case ALWAYS_REVERT -> Retries.alwaysRevert();
          case ALWAYS_REVERT_ALL -> Retries.alwaysRevertAll();
          case TIMES -> Retries.times(retry.attempts());
          case FOR_EACH -> Retries.forEachOf(retry.values());
          case PARAMETERIZED_FOR_EACH -> Retries.parameterizedForEach();
          case SCRIPTED ->
              throw new IllegalArgumentException("'" + retry.name() + "' is not built in");
        };
    return retry.revertAll() ? builder.revertAll() : builder;
  }

  private TaskBuilder task(VectorTask task) {
    TaskBuilder builder =
        Flows.task(task.name(), taskType)
            .requires(task.requires().toArray(String[]::new))
            .optional(task.optional().keySet().toArray(String[]::new));
    if (task.revertRequires() != null) {
      builder.revertRequires(task.revertRequires().toArray(String[]::new));
    }
    task.rebind().forEach(builder::rebind);
    if (task.revertRebind() != null) {
      task.revertRebind().forEach(builder::revertRebind);
    }
    task.inject().forEach(builder::inject);
    return switch (task.provides()) {
      case Provides.Nothing nothing -> builder;
      case Provides.Whole whole -> builder.provides(whole.symbol());
      case Provides.Positional positional ->
          builder.providesElements(positional.symbols().toArray(String[]::new));
      case Provides.Keyed keyed -> builder.providesMembers(keyed.symbols().toArray(String[]::new));
    };
  }
}
