package io.taskflow.engine.plan;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.plan.Argument.Part;
import io.taskflow.engine.plan.Argument.Provider;
import io.taskflow.flow.TaskBuilder;
import io.taskflow.protocol.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which arguments execute and revert have. What the tasks here provide is at node 0. */
class ArgumentTest {

  private static final TaskBuilder SOURCE = task("source", "t").providesElements("x", "y");

  @Test
  void requiredOnesComeBeforeOptionalOnesAndRevertHasTheRequiredOnes() {
    FlowPlan plan = compile(task("a", "t").requires("y", "x").optional("o"));
    assertThat(names(plan.executeArguments(1))).containsExactly("y", "x", "o");
    assertThat(names(plan.revertArguments(1))).containsExactly("y", "x");
    assertThat(byName(plan.executeArguments(1)).get("o"))
        .isEqualTo(new Argument("o", "o", null, List.of(), true));
    assertThat(byName(plan.revertArguments(1)).get("y"))
        .isEqualTo(
            new Argument(
                "y", "y", null, List.of(List.of(new Provider(0, new Part.Element(1)))), false));
  }

  @Test
  void anArgumentThatIsBothRequiredAndOptionalIsRequiredAndThereOnce() {
    FlowPlan plan = compile(task("a", "t").requires("x", "x").optional("x", "o", "o"));
    assertThat(names(plan.executeArguments(1))).containsExactly("x", "o");
    assertThat(byName(plan.executeArguments(1)).get("x").optional()).isFalse();
  }

  @Test
  void reboundArgumentsAreLookedUpByTheirSymbol() {
    FlowPlan plan =
        compile(task("a", "t").requires("p").optional("q").rebind("p", "x").rebind("q", "y"));
    Map<String, Argument> execute = byName(plan.executeArguments(1));
    assertThat(execute.get("p").symbol()).isEqualTo("x");
    assertThat(execute.get("p").levels()).hasSize(1);
    assertThat(execute.get("q").symbol()).isEqualTo("y");
    assertThat(execute.get("q").optional()).as("a rebound argument is required").isFalse();
    assertThat(plan.revertArguments(1)).isEqualTo(plan.executeArguments(1));
  }

  @Test
  void injectedValuesAreFoundByTheSymbolAfterRebinding() {
    FlowPlan plan =
        compile(task("a", "t").requires("p", "x").rebind("p", "s").inject("s", 7).inject("p", 8));
    Map<String, Argument> execute = byName(plan.executeArguments(1));
    assertThat(execute.get("p").injected()).isEqualTo(new Json("7"));
    assertThat(execute.get("x").injected()).isNull();
  }

  @Test
  void revertMayHaveItsOwnArguments() {
    FlowPlan plan = compile(task("a", "t").requires("p").rebind("p", "x").revertRequires("p", "y"));
    Map<String, Argument> revert = byName(plan.revertArguments(1));
    assertThat(revert.keySet()).containsExactlyInAnyOrder("p", "y");
    assertThat(revert.get("p").symbol()).isEqualTo("x");
    assertThat(names(plan.executeArguments(1))).containsExactly("p");
  }

  @Test
  void revertMayHaveItsOwnSymbols() {
    FlowPlan plan = compile(task("a", "t").requires("p").rebind("p", "x").revertRebind("p", "y"));
    assertThat(byName(plan.executeArguments(1)).get("p").symbol()).isEqualTo("x");
    assertThat(byName(plan.revertArguments(1)).get("p").symbol()).isEqualTo("y");
  }

  @Test
  void revertMayNeedNothingOfWhatExecuteNeeds() {
    FlowPlan plan = compile(task("a", "t").requires("x").revertRequires());
    assertThat(plan.revertArguments(1)).isEmpty();
  }

  @Test
  void whatCanNotBeRevertedHasNoArgumentsForRevert() {
    FlowPlan plan = compile(task("a", "t").requires("x").notRevertible());
    assertThat(plan.revertArguments(1)).isEmpty();
    assertThat(plan.executeArguments(1)).hasSize(1);
  }

  @Test
  void theListsCanNotBeChanged() {
    FlowPlan plan = compile(task("a", "t").requires("x"));
    assertThat(plan.executeArguments(1)).isUnmodifiable();
    assertThat(plan.executeArguments(1).getFirst().levels()).isUnmodifiable();
    List<Provider> level = plan.executeArguments(1).getFirst().levels().getFirst();
    assertThatThrownBy(level::removeFirst).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> level.set(0, level.getFirst()))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static FlowPlan compile(TaskBuilder task) {
    return FlowCompiler.compile(linear("f", SOURCE, task).build(), Set.of("s"));
  }

  private static List<String> names(List<Argument> arguments) {
    return arguments.stream().map(Argument::name).toList();
  }

  private static Map<String, Argument> byName(List<Argument> arguments) {
    return arguments.stream().collect(Collectors.toMap(Argument::name, Function.identity()));
  }
}
