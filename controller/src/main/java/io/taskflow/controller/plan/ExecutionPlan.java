package io.taskflow.controller.plan;

import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.TaskSpec;
import io.taskflow.flow.yaml.FlowDocument;
import io.taskflow.flow.yaml.FlowInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What would run.
 *
 * @param flow its name
 * @param steps what can run at the same time, one after the other
 * @param missingInputs inputs that must be given and were not
 * @param needs what workers must be able to run
 */
public record ExecutionPlan(
    String flow, List<List<Step>> steps, List<Missing> missingInputs, List<Need> needs) {

  /**
   * An atom.
   *
   * @param name its name
   * @param kind {@code task}, {@code child}, {@code forEach} or {@code retry}
   * @param what its type, registered flow or list
   * @param decided whether a decider may pass it over
   */
  public record Step(String name, String kind, String what, boolean decided) {}

  /** An input that must be given and was not. */
  public record Missing(String name, String type, String description) {}

  /**
   * A task type that a worker must offer.
   *
   * @param tasks how many tasks of the flow are of it
   * @param offered whether the workers that were asked offer it
   * @param missing why they don't; empty if they do
   */
  public record Need(
      String type, String version, String topic, int tasks, boolean offered, String missing) {}

  /** What workers offer. */
  @FunctionalInterface
  public interface Asked {
    /** Why none of them runs a task, for people; null if one does. */
    @Nullable String missing(TaskSpec task);
  }

  /**
   * Looks at a document.
   *
   * @param plan its flow, compiled
   * @param given names of the inputs that are given
   * @param asked what the workers that were asked offer
   */
  public static ExecutionPlan of(
      FlowDocument document, FlowPlan plan, Set<String> given, Asked asked) {
    List<List<Step>> steps = new ArrayList<>();
    for (List<Integer> atoms : new Order(plan).steps()) {
      steps.add(
          atoms.stream()
              .map(atom -> step(plan.atom(atom), !plan.deciders(atom).isEmpty()))
              .toList());
    }
    return new ExecutionPlan(
        document.flow().name(), steps, missing(document, given), needs(document, asked));
  }

  private static Step step(AtomSpec atom, boolean decided) {
    return switch (atom) {
      case TaskSpec task -> new Step(task.name(), "task", task.type(), decided);
      case ChildFlow child -> new Step(child.name(), "child", child.flow(), decided);
      case FanOut fanOut ->
          new Step(fanOut.name(), "forEach", fanOut.item() + " of " + fanOut.over(), decided);
      case RetrySpec retry -> new Step(retry.name(), "retry", RetryText.of(retry), decided);
    };
  }

  private static List<Missing> missing(FlowDocument document, Set<String> given) {
    Map<String, FlowInput> inputs = document.inputs();
    List<Missing> missing = new ArrayList<>();
    if (inputs != null) {
      inputs.forEach(
          (name, input) -> {
            if (input.required() && !given.contains(name)) {
              missing.add(new Missing(name, input.type().word(), input.description()));
            }
          });
    }
    return missing;
  }

  private static List<Need> needs(FlowDocument document, Asked asked) {
    Map<String, Need> needs = new TreeMap<>();
    for (TaskSpec task : FlowAtoms.tasks(document)) {
      String missing = asked.missing(task);
      needs.merge(
          "%s %s %s".formatted(task.type(), task.version(), task.topic()),
          new Need(
              task.type(),
              task.version(),
              task.topic(),
              1,
              missing == null,
              missing == null ? "" : missing),
          (one, other) ->
              new Need(
                  one.type(),
                  one.version(),
                  one.topic(),
                  one.tasks() + 1,
                  one.offered(),
                  one.missing()));
    }
    return List.copyOf(needs.values());
  }

  /** Types that no worker that was asked offers. */
  public Set<String> unknownTypes() {
    Set<String> unknown = new TreeSet<>();
    needs.stream().filter(need -> !need.offered()).forEach(need -> unknown.add(need.type()));
    return unknown;
  }

  /** The plan as maps and lists, for machines. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("flow", flow);
    map.put("steps", steps);
    map.put("missingInputs", missingInputs);
    map.put("needs", needs);
    return map;
  }
}
