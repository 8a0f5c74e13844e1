package io.taskflow.testkit.chaos;

import static io.taskflow.flow.Flows.forEach;
import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.flow.AttemptPolicy;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.Retries;
import io.taskflow.flow.TaskBuilder;
import io.taskflow.flow.TaskSpec;
import io.taskflow.testkit.chaos.ChaosFlow.Order;
import io.taskflow.testkit.chaos.ledger.StepTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes the flows of a campaign: the same for the same seed. Not thread-safe. */
final class FlowMaker {

  private static final int FOR_EVER = 1_000;
  private static final int KINDS = 9;

  private final Random random;
  private int made;

  FlowMaker(long seed) {
    this.random = new Random(seed);
  }

  ChaosFlow next() {
    String key = "chaos-" + made++;
    return switch (random.nextInt(KINDS)) {
      case 0, 1 -> chain(key);
      case 2 -> failingChain(key);
      case 3 -> diamond(key);
      case 4 -> fanOut(key, false);
      case 5 -> fanOut(key, true);
      case 6 -> retried(key);
      case 7 -> attemptedAgain(key);
      default -> random.nextInt(3) == 0 ? longChain(key) : givenUp(key);
    };
  }

  private ChaosFlow chain(String key) {
    List<TaskBuilder> steps = steps("step", 2 + random.nextInt(5));
    return expect(key, linear("chain").addAll(steps).build(), FlowStatus.SUCCESS, inOrder(steps));
  }

  private ChaosFlow failingChain(String key) {
    List<TaskBuilder> steps = steps("step", 2 + random.nextInt(4));
    steps.add(failing("fails", FOR_EVER));
    Flow flow = linear("failing-chain").addAll(steps).build();
    return expect(key, flow, FlowStatus.REVERTED, inOrder(steps.subList(0, steps.size() - 1)));
  }

  private ChaosFlow diamond(String key) {
    Flow flow =
        graph(
                "diamond",
                step("top").provides("a"),
                step("left").requires("a").provides("b"),
                step("right").requires("a").provides("c"),
                step("bottom").requires("b", "c"))
            .build();
    List<Order> order =
        List.of(
            new Order("top", "left"),
            new Order("top", "right"),
            new Order("left", "bottom"),
            new Order("right", "bottom"));
    return expect(key, flow, FlowStatus.SUCCESS, order);
  }

  private ChaosFlow fanOut(String key, boolean failing) {
    int count = 2 + random.nextInt(6);
    int failingItem = random.nextInt(count);
    Flow flow =
        linear(
                failing ? "failing-fan-out" : "fan-out",
                argument(step("list"), StepTask.COUNT, count).provides("items"),
                forEach(
                        "each",
                        "items",
                        StepTask.ITEM,
                        StepTask.TYPE,
                        t -> {
                          TaskBuilder built = working(t);
                          return failing
                              ? argument(built, StepTask.FAILING_ITEM, failingItem)
                              : built;
                        })
                    .limit(1 + random.nextInt(4)),
                step("last"))
            .build();
    if (failing) {
      return new ChaosFlow(key, flow, FlowStatus.REVERTED, Set.of("list"), List.of());
    }
    Set<String> tasks = new HashSet<>(Set.of("list", "last"));
    List<Order> order = new ArrayList<>();
    for (int item = 0; item < count; item++) {
      String name = "each[" + item + "]";
      tasks.add(name);
      order.add(new Order("list", name));
      order.add(new Order(name, "last"));
    }
    return new ChaosFlow(key, flow, FlowStatus.SUCCESS, tasks, order);
  }

  private ChaosFlow retried(String key) {
    Flow flow =
        linear("retried", step("first"), retriedPart(1 + random.nextInt(2), 3), step("last"))
            .build();
    return expect(
        key,
        flow,
        FlowStatus.SUCCESS,
        List.of(
            new Order("first", "before"),
            new Order("before", "flaky"),
            new Order("flaky", "last")));
  }

  private ChaosFlow givenUp(String key) {
    Flow flow = linear("given-up", step("first"), retriedPart(FOR_EVER, 2), step("last")).build();
    return expect(key, flow, FlowStatus.REVERTED, List.of(new Order("first", "before")));
  }

  private LinearFlow.Builder retriedPart(int failingRounds, int attempts) {
    return linear("part", step("before"), failing("flaky", failingRounds))
        .retry(Retries.times(attempts).revertAll());
  }

  private ChaosFlow attemptedAgain(String key) {
    AttemptPolicy policy =
        AttemptPolicy.attempts(5).backoff(Duration.ofMillis(50), 2.0, Duration.ofSeconds(1));
    Flow flow =
        linear(
                "attempted-again",
                step("first"),
                argument(step("again"), StepTask.FAILING_ATTEMPTS, 1).attempts(policy))
            .build();
    return expect(key, flow, FlowStatus.SUCCESS, List.of(new Order("first", "again")));
  }

  /** Has a task that outlives the time after which workers keep their attempts by leases. */
  ChaosFlow longChain(String key) {
    int millis = 2_500 + random.nextInt(3_000);
    Flow flow = linear("long-chain", step("first"), taking("long", millis), step("last")).build();
    return expect(
        key,
        flow,
        FlowStatus.SUCCESS,
        List.of(new Order("first", "long"), new Order("long", "last")));
  }

  private List<TaskBuilder> steps(String prefix, int count) {
    List<TaskBuilder> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      steps.add(step(prefix + i));
    }
    return steps;
  }

  private TaskBuilder step(String name) {
    return working(task(name, StepTask.TYPE));
  }

  /** Most are short, as most tasks are; some long enough to be hit by a fault. */
  private TaskBuilder working(TaskBuilder task) {
    int millis = random.nextInt(3) == 0 ? 200 + random.nextInt(800) : random.nextInt(30);
    return argument(task, StepTask.MILLIS, millis);
  }

  private static TaskBuilder taking(String name, int millis) {
    return argument(task(name, StepTask.TYPE), StepTask.MILLIS, millis);
  }

  private TaskBuilder failing(String name, int rounds) {
    return argument(
        argument(step(name), StepTask.FAILING_ROUNDS, rounds),
        StepTask.AFTER_EFFECT,
        random.nextBoolean());
  }

  private static TaskBuilder argument(TaskBuilder task, String name, Object value) {
    return task.requires(name).inject(name, value);
  }

  private static List<Order> inOrder(List<TaskBuilder> steps) {
    List<Order> order = new ArrayList<>();
    for (int i = 1; i < steps.size(); i++) {
      order.add(new Order(steps.get(i - 1).build().name(), steps.get(i).build().name()));
    }
    return order;
  }

  private static ChaosFlow expect(String key, Flow flow, FlowStatus status, List<Order> order) {
    Set<String> tasks = new HashSet<>();
    addTasks(flow, tasks);
    return new ChaosFlow(key, flow, status, tasks, order);
  }

  private static void addTasks(Flow flow, Set<String> tasks) {
    for (FlowItem item : flow.items()) {
      if (item instanceof TaskSpec step) {
        tasks.add(step.name());
      } else if (item instanceof Flow part) {
        addTasks(part, tasks);
      }
    }
  }
}
