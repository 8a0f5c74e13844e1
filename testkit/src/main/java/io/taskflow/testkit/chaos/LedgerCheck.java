package io.taskflow.testkit.chaos;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.testkit.chaos.ChaosFlow.Order;
import io.taskflow.testkit.chaos.ledger.LedgerLine;
import io.taskflow.testkit.chaos.ledger.LedgerLine.Mark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether a ledger shows that each flow had all its effects, or none. What was noted several times
 * under one key counts once, as it would in any system that is given the execution key. A first
 * effect that comes after the revert of its round is none, and is only right where the worker, or
 * the broker, was disturbed while its attempt ran.
 */
final class LedgerCheck {

  private final Map<String, ChaosFlow> flows;
  private final FaultLog faults;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Integer> runs = new HashMap<>();
  private final Map<String, FlowEffects> effects = new HashMap<>();
  private int late;

  /**
   * @param flows by id
   * @param faults tells who was disturbed when
   */
  LedgerCheck(Map<String, ChaosFlow> flows, FaultLog faults) {
    this.flows = flows;
    this.faults = faults;
  }

  /** The effects of one flow. */
  private static final class FlowEffects {
    final Map<String, Integer> firstExecuted = new HashMap<>();
    final Map<String, Integer> firstReverted = new HashMap<>();
    final Map<String, Set<Integer>> executed = new HashMap<>();
    final Map<String, Set<Integer>> reverted = new HashMap<>();

    boolean stands(String task) {
      return rounds(task) == 1;
    }

    /** How many executes of a task have an effect that was not taken back. */
    int rounds(String task) {
      Set<Integer> left = new HashSet<>(executed.getOrDefault(task, Set.of()));
      left.removeAll(reverted.getOrDefault(task, Set.of()));
      return left.size();
    }
  }

  /** Reads the ledger and returns what is wrong. */
  List<String> check(List<LedgerLine> ledger) {
    for (int i = 0; i < ledger.size(); i++) {
      take(i, ledger.get(i));
    }
    flows.forEach((id, flow) -> check(id, flow, effects.getOrDefault(id, new FlowEffects())));
    return problems;
  }

  /** How many executes and reverts were begun more than once. */
  long runMoreThanOnce() {
    return runs.values().stream().filter(count -> count > 1).count();
  }

  /** How many executes and reverts were begun. */
  int run() {
    return runs.size();
  }

  /** How many effects came for the first time after the revert of their round. */
  int late() {
    return late;
  }

  private void take(int position, LedgerLine line) {
    if (!flows.containsKey(line.flow())) {
      problems.add("the ledger has a line of flow " + line.flow() + ", which nobody submitted");
      return;
    }
    if (line.mark() == Mark.BEGUN) {
      runs.merge(line.executionKey(), 1, Integer::sum);
    }
    if (line.mark() != Mark.EFFECT) {
      return;
    }
    FlowEffects of = effects.computeIfAbsent(line.flow(), id -> new FlowEffects());
    Set<Integer> reverted = of.reverted.computeIfAbsent(line.task(), task -> new HashSet<>());
    if (line.revert()) {
      reverted.add(line.round());
      of.firstReverted.putIfAbsent(line.task(), position);
      return;
    }
    boolean isFirst =
        of.executed.computeIfAbsent(line.task(), task -> new HashSet<>()).add(line.round());
    if (isFirst && reverted.contains(line.round())) {
      late(line);
    }
    of.firstExecuted.putIfAbsent(line.task(), position);
  }

  private void late(LedgerLine line) {
    late++;
    Instant from = Instant.ofEpochMilli(line.began());
    if (faults.disturbing(line.process(), from, Instant.ofEpochMilli(line.at())) == null) {
      problems.add(
          "flow %s: task %s had its effect in process %d after the revert of round %d, although nothing disturbed that process since %s"
              .formatted(line.flow(), line.task(), line.process(), line.round(), from));
    }
  }

  private void check(String id, ChaosFlow flow, FlowEffects of) {
    String name = "flow %s (%s, %s)".formatted(id, flow.key(), flow.flow().name());
    if (flow.expected() == FlowStatus.SUCCESS) {
      for (String task : flow.tasks()) {
        if (!of.stands(task)) {
          problems.add(
              "%s succeeded, but %d effects of task %s stand: one expected"
                  .formatted(name, of.rounds(task), task));
        }
      }
    }
    for (String task : of.executed.keySet()) {
      boolean toStand = flow.expected() == FlowStatus.SUCCESS && flow.tasks().contains(task);
      if (!toStand && of.rounds(task) > 0) {
        problems.add(
            "%s: %d effects of task %s stand, although all of it was reverted"
                .formatted(name, of.rounds(task), task));
      }
    }
    for (Order order : flow.order()) {
      requireOrder(name + " was executed", of.firstExecuted, order.first(), order.then());
      if (flow.expected() == FlowStatus.REVERTED) {
        requireOrder(name + " was reverted", of.firstReverted, order.then(), order.first());
      }
    }
  }

  /** The first one has to come first if the other one came at all. */
  private void requireOrder(
      String what, Map<String, Integer> positions, String first, String then) {
    Integer second = positions.get(then);
    if (second == null) {
      return;
    }
    Integer one = positions.get(first);
    if (one == null || one > second) {
      problems.add("%s in the wrong order: %s before %s".formatted(what, then, first));
    }
  }
}
