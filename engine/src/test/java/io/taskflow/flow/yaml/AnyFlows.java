package io.taskflow.flow.yaml;

import io.taskflow.flow.AttemptPolicy;
import io.taskflow.flow.AttemptedSpec;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.Decider;
import io.taskflow.flow.Decider.Condition;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.RetryRule;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.TaskSpec;
import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.flow.UnorderedFlow;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.OnWorkerLoss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Flows that say everything that a flow can say, with strange names and values; most could never be
 * run.
 */
final class AnyFlows {

  private static final List<String> NAMES =
      List.of(
          "a",
          "order-7",
          "null",
          "true",
          "no",
          "1",
          "1.0",
          "0x1F",
          "~",
          "-",
          "- a",
          "a: b",
          "a #b",
          "#",
          "&x",
          "*x",
          "!t",
          "|",
          ">",
          "'q'",
          "\"q\"",
          "a/b.c",
          "a -> b",
          "->",
          "$x",
          "$$x",
          "{a}",
          "[a]",
          "a,b",
          "Größe",
          "检查 🚀",
          " lead",
          "trail ",
          "?",
          ": ",
          "%",
          "@",
          "`",
          "<<",
          "\u2028\ufeff\uffff",
          "\ue000",
          "\ufeff\u2028".repeat(100));

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-0.0",
          "1.50",
          "1e400",
          "1E-7",
          "12345678901234567890123",
          "\"\"",
          "\"1\"",
          "\"$x\"",
          "\"\\ud800 half\"",
          "\"tab\\t line\\n quote\\\" back\\\\ slash/ é \u2028\ufeff\u007f\"",
          "[]",
          "{}",
          "[1,[2,[3,{}]],null]",
          "{\"b\":1,\"a\":{\"c\":[true,false,null]},\"\":0,\"a: b\":\"- x\",\"#\":\"#\"}",
          "{\"" + "k".repeat(2_000) + "\":{\"" + "\u2028".repeat(300) + "\":[1]}}",
          "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH));

  private final Random random;

  AnyFlows(long seed) {
    this.random = new Random(seed);
  }

  Flow flow(int depth) {
    String name = name();
    RetrySpec retry = random.nextInt(3) == 0 ? retry(name) : null;
    List<FlowItem> items = some(4, () -> item(depth));
    return switch (random.nextInt(3)) {
      case 0 -> new LinearFlow(name, retry, items);
      case 1 -> new UnorderedFlow(name, retry, items);
      default ->
          new GraphFlow(
              name, retry, items, some(3, this::link), random.nextInt(4) == 0 ? name() : null);
    };
  }

  private FlowItem item(int depth) {
    return switch (random.nextInt(depth == 0 ? 3 : 5)) {
      case 0 -> task(provides());
      case 1 -> child(childProvides());
      case 2 -> fanOut();
      default -> flow(depth - 1);
    };
  }

  private FanOut fanOut() {
    AttemptedSpec each =
        random.nextBoolean() ? task(new Provides.Nothing()) : child(new Provides.Nothing());
    String name = name().substring(0, 1) + random.nextInt(9);
    return new FanOut(
        name,
        name(),
        name(),
        random.nextBoolean() ? each.named(name) : each,
        random.nextBoolean() ? 1 + random.nextInt(20) : null,
        random.nextBoolean() ? name() : null);
  }

  private TaskSpec task(Provides provides) {
    return new TaskSpec(
        name(),
        name(),
        random.nextBoolean() ? "1.0" : random.nextInt(3) + ".10",
        random.nextBoolean() ? "default" : "1.5",
        some(3, this::name),
        some(2, this::name),
        provides,
        names(2),
        values(2),
        random.nextInt(4) > 0,
        random.nextInt(3) == 0 ? some(2, this::name) : null,
        random.nextInt(3) == 0 ? names(2) : null,
        policy(),
        policy(),
        delay(),
        new TaskSpec.Timeouts(timeout(), timeout(), timeout()),
        random.nextInt(4) == 0 ? OnWorkerLoss.FAIL : OnWorkerLoss.REDISPATCH,
        random.nextInt(4) == 0 ? random.nextInt(10) : null);
  }

  private ChildFlow child(Provides provides) {
    return new ChildFlow(
        name(),
        name(),
        some(2, this::name),
        some(2, this::name),
        provides,
        names(2),
        values(2),
        random.nextInt(4) > 0,
        policy(),
        delay(),
        timeout());
  }

  private GraphFlow.Link link() {
    return new GraphFlow.Link(name(), name(), random.nextBoolean() ? null : decider());
  }

  private Decider decider() {
    Decider.Depth[] depths = Decider.Depth.values();
    return new Decider(
        switch (random.nextInt(3)) {
          case 0 -> new Condition.Expression("results.a > 1 && 'x: #' in results");
          case 1 -> new Condition.Named(name(), Json.NULL);
          default -> new Condition.Named(name(), value());
        },
        depths[random.nextInt(depths.length)]);
  }

  private RetrySpec retry(String flow) {
    boolean all = random.nextBoolean();
    RetryRule rule =
        switch (random.nextInt(6)) {
          case 0 -> new RetryRule.AlwaysRevert();
          case 1 -> new RetryRule.AlwaysRevertAll();
          case 2 -> new RetryRule.Times(random.nextInt(5), all);
          case 3 -> new RetryRule.ForEach(some(3, this::value), all);
          case 4 -> new RetryRule.ParameterizedForEach(all);
          default -> new RetryRule.Named(name(), value());
        };
    boolean plain = random.nextBoolean();
    Map<String, String> rebind = names(2);
    if (random.nextBoolean()) {
      rebind.put("values", random.nextBoolean() ? "values" : name());
    }
    return new RetrySpec(
        plain && flow.length() < 100 ? RetrySpec.defaultName(flow) : name(),
        rule,
        plain ? List.of() : some(2, this::name),
        plain ? new Provides.Nothing() : provides(),
        plain ? Map.of() : rebind);
  }

  private Provides provides() {
    return random.nextInt(4) == 0
        ? new Provides.Positional(List.of(name(), name()))
        : childProvides();
  }

  private Provides childProvides() {
    return switch (random.nextInt(3)) {
      case 0 -> new Provides.Nothing();
      case 1 -> new Provides.Whole(name());
      default -> new Provides.Keyed(List.of(name()));
    };
  }

  private AttemptPolicy policy() {
    return switch (random.nextInt(4)) {
      case 0 -> AttemptPolicy.attempts(1 + random.nextInt(5));
      case 1 ->
          new AttemptPolicy(
              1 + random.nextInt(5),
              delay(),
              1 + random.nextDouble() * 10,
              delay(),
              random.nextDouble() / 1_000,
              some(2, this::name),
              some(2, this::name));
      default -> AttemptPolicy.ONCE;
    };
  }

  private Duration delay() {
    return switch (random.nextInt(4)) {
      case 0 -> Duration.ofMillis(random.nextInt(1_000_000_000));
      case 1 -> Duration.ofNanos(1 + random.nextInt(1_000_000));
      case 2 -> Duration.ofDays(random.nextInt(3_650));
      default -> Duration.ZERO;
    };
  }

  private Duration timeout() {
    return random.nextBoolean() ? null : delay().plusMillis(1).minus(Duration.ofMinutes(0));
  }

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private Json value() {
    return Json.parse(VALUES.get(random.nextInt(VALUES.size())));
  }

  private Map<String, String> names(int atMost) {
    Map<String, String> names = new LinkedHashMap<>();
    some(atMost, () -> names.put(name(), name()));
    return names;
  }

  private Map<String, Json> values(int atMost) {
    Map<String, Json> values = new LinkedHashMap<>();
    some(atMost, () -> values.put(name(), value()));
    return values;
  }

  private <T> List<T> some(int atMost, Supplier<T> each) {
    List<T> all = new ArrayList<>();
    for (int i = random.nextInt(atMost + 1); i > 0; i--) {
      all.add(each.get());
    }
    return all;
  }
}
