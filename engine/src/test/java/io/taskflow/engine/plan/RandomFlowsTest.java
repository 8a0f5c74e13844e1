package io.taskflow.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.taskflow.engine.plan.Argument.Part;
import io.taskflow.engine.plan.Argument.Provider;
import io.taskflow.engine.plan.FlowProblem.Code;
import io.taskflow.flow.Flow;
import io.taskflow.flow.json.FlowJson;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What holds for every flow. The seed of one that breaks a rule is in the message. */
class RandomFlowsTest {

  private static final int FLOWS = 600;

  @Test
  void theOrderIsWhatTheRulesSay() {
    forEachPlan(
        (plan, naive) -> {
          Precedence precedence = new Precedence(plan);
          for (int a = 0; a < plan.atomCount(); a++) {
            for (int b = 0; b < plan.atomCount(); b++) {
              String first = plan.atom(a).name();
              String second = plan.atom(b).name();
              assertThat(precedence.precedes(a, b))
                  .as("%s before %s", first, second)
                  .isEqualTo(naive.precedes(first, second));
            }
          }
        });
  }

  @Test
  void whatAnAtomSeesIsWhatTheRulesSay() {
    forEachPlan(
        (plan, naive) -> {
          for (int atom = 0; atom < plan.atomCount(); atom++) {
            String name = plan.atom(atom).name();
            for (Argument argument : arguments(plan, atom)) {
              List<List<String>> all = naive.levels(name, argument.symbol());
              if (naive.hasDeciders()) {
                assertThat(names(plan, argument)).isEqualTo(all);
              } else {
                checkInnermost(argument, names(plan, argument), all);
              }
            }
          }
        });
  }

  @Test
  void whatTakesPartIsWhatTheRulesSay() {
    forEachPlan(
        (plan, naive) -> {
          Set<String> names = new HashSet<>();
          for (int atom = 0; atom < plan.atomCount(); atom++) {
            names.add(plan.atom(atom).name());
          }
          assertThat(names).isEqualTo(naive.atoms()).hasSize(plan.atomCount());
        });
  }

  @Test
  void whoDecidesIsWhatTheRulesSay() {
    AtomicInteger controlled = new AtomicInteger();
    AtomicInteger decided = new AtomicInteger();
    forEachPlan(
        (plan, naive) -> {
          for (int atom = 0; atom < plan.atomCount(); atom++) {
            String name = plan.atom(atom).name();
            int controller = plan.controllerOf(atom);
            String controllerName =
                controller == FlowPlan.NONE ? null : plan.atom(controller).name();
            assertThat(controllerName).as(name).isEqualTo(naive.controllerOf(name));
            List<String> deciders =
                plan.deciders(atom).stream()
                    .map(d -> d.from() + ">" + d.to() + " " + d.depth())
                    .toList();
            assertThat(deciders).as(name).isEqualTo(naive.deciders(name));
            controlled.addAndGet(controllerName == null ? 0 : 1);
            decided.addAndGet(deciders.isEmpty() ? 0 : 1);
          }
        });
    assertThat(controlled).hasValueGreaterThan(FLOWS);
    assertThat(decided).hasValueGreaterThan(FLOWS / 10);
  }

  @Test
  void ambiguousAndCyclicFlowsAndOnlyThoseAreRefused() {
    int refusals = 0;
    for (long seed = 0; seed < FLOWS; seed++) {
      Flow flow = new RandomFlows(seed).next();
      NaivePlan naive = new NaivePlan(flow);
      Set<Code> expected = EnumSet.noneOf(Code.class);
      if (naive.ambiguous()) {
        expected.add(Code.AMBIGUOUS_DEPENDENCY);
      }
      if (naive.cyclic()) {
        expected.add(Code.CYCLE);
      }
      Set<Code> codes = EnumSet.noneOf(Code.class);
      InvalidFlowException refused =
          catchThrowableOfType(InvalidFlowException.class, () -> compile(flow));
      if (refused != null) {
        refusals++;
        refused.problems().forEach(problem -> codes.add(problem.code()));
      }
      if (naive.ambiguous()) {
        // An ambiguous dependency is none, so whether it would close a cycle is not known.
        assertThat(codes).as("seed %d", seed).contains(Code.AMBIGUOUS_DEPENDENCY);
      } else {
        assertThat(codes).as("seed %d", seed).isEqualTo(expected);
      }
    }
    assertThat(refusals).isBetween(FLOWS / 20, FLOWS / 2);
  }

  @Test
  void missingArgumentsAreThoseThatNobodyInSightProvides() {
    forEachPlan(
        (plan, naive) -> {
          List<String> expected = new ArrayList<>();
          for (int atom = 0; atom < plan.atomCount(); atom++) {
            String name = plan.atom(atom).name();
            for (Argument argument : arguments(plan, atom)) {
              if (!argument.optional()
                  && argument.injected() == null
                  && !argument.symbol().equals("s0")
                  && naive.levels(name, argument.symbol()).isEmpty()) {
                expected.add(name + " " + argument.name());
              }
            }
          }
          InvalidFlowException refused =
              catchThrowableOfType(
                  InvalidFlowException.class,
                  () -> FlowCompiler.compile(plan.flow(), Set.of("s0"), RandomFlows.CONTROLS));
          List<String> missing =
              refused == null
                  ? List.of()
                  : refused.problems().stream()
                      .map(
                          p ->
                              p.path().substring(p.path().lastIndexOf('/') + 1)
                                  + " "
                                  + p.input().argument())
                      .toList();
          assertThat(missing).isEqualTo(expected);
        });
  }

  @Test
  void everyFlowSurvivesJson() {
    for (long seed = 0; seed < FLOWS; seed++) {
      Flow flow = new RandomFlows(seed).next();
      String text = FlowJson.write(flow);
      Flow read = FlowJson.read(text);
      assertThat(read).as("seed %d", seed).isEqualTo(flow);
      assertThat(FlowJson.write(read)).as("seed %d", seed).isEqualTo(text);
    }
  }

  @Test
  void equalFlowsGiveEqualPlans() {
    forEachPlan(
        (plan, naive) -> {
          FlowPlan again = compile(FlowJson.read(FlowJson.write(plan.flow())));
          assertThat(again.nodeCount()).isEqualTo(plan.nodeCount());
          for (int node = 0; node < plan.nodeCount(); node++) {
            assertThat(again.successors(node)).isEqualTo(plan.successors(node));
            assertThat(again.predecessors(node)).isEqualTo(plan.predecessors(node));
          }
          for (int atom = 0; atom < plan.atomCount(); atom++) {
            assertThat(again.atom(atom)).isEqualTo(plan.atom(atom));
            assertThat(again.controllerOf(atom)).isEqualTo(plan.controllerOf(atom));
            assertThat(again.deciders(atom)).isEqualTo(plan.deciders(atom));
            assertThat(again.executeArguments(atom)).isEqualTo(plan.executeArguments(atom));
            assertThat(again.revertArguments(atom)).isEqualTo(plan.revertArguments(atom));
          }
        });
  }

  @Test
  void successorsAndPredecessorsMirrorEachOtherInAscendingOrder() {
    forEachPlan(
        (plan, naive) -> {
          for (int node = 0; node < plan.nodeCount(); node++) {
            assertThat(plan.successors(node)).isSorted().doesNotHaveDuplicates();
            assertThat(plan.predecessors(node)).isSorted().doesNotHaveDuplicates();
            for (int next : plan.successors(node)) {
              assertThat(plan.predecessors(next)).contains(node);
            }
            for (int last : plan.predecessors(node)) {
              assertThat(plan.successors(last)).contains(node);
            }
          }
        });
  }

  private static List<List<String>> names(FlowPlan plan, Argument argument) {
    return argument.levels().stream()
        .map(level -> level.stream().map(p -> plan.atom(p.atom()).name()).toList())
        .toList();
  }

  /** Where nothing is ignored: the innermost level, up to who is sure to have the symbol. */
  private static void checkInnermost(
      Argument argument, List<List<String>> levels, List<List<String>> expected) {
    if (expected.isEmpty()) {
      assertThat(levels).isEmpty();
      return;
    }
    assertThat(levels).hasSize(1);
    List<String> nearest = expected.getFirst();
    assertThat(nearest).startsWith(levels.getFirst().toArray(String[]::new));
    Provider last = argument.levels().getFirst().getLast();
    if (levels.getFirst().size() < nearest.size()) {
      assertThat(last.part()).isInstanceOf(Part.Whole.class);
    }
  }

  private static FlowPlan compile(Flow flow) {
    return FlowCompiler.compile(flow, null, RandomFlows.CONTROLS);
  }

  private static List<Argument> arguments(FlowPlan plan, int atom) {
    List<Argument> all = new ArrayList<>(plan.executeArguments(atom));
    all.addAll(plan.revertArguments(atom));
    return all;
  }

  private static void forEachPlan(BiConsumer<FlowPlan, NaivePlan> check) {
    int checked = 0;
    for (long seed = 0; seed < FLOWS; seed++) {
      Flow flow = new RandomFlows(seed).next();
      NaivePlan naive = new NaivePlan(flow);
      if (naive.ambiguous() || naive.cyclic()) {
        continue;
      }
      checked++;
      try {
        check.accept(compile(flow), naive);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + FlowJson.write(flow), e);
      }
    }
    assertThat(checked).isGreaterThan(FLOWS / 2);
  }
}
