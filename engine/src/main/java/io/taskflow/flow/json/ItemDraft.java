package io.taskflow.flow.json;

import io.taskflow.flow.AttemptPolicy;
import io.taskflow.flow.AttemptedSpec;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.TaskSpec;
import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.flow.TaskSpec.Timeouts;
import io.taskflow.flow.UnorderedFlow;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.OnWorkerLoss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The members of an item as far as they have been read: its kind, which says what the others are
 * for, may come last.
 */
final class ItemDraft {

  private final JsonCursor in;
  private final List<String> seen = new ArrayList<>();

  @Nullable Kind kind;
  @Nullable String name;
  final List<FlowItem> items = new ArrayList<>();
  final List<GraphFlow.Link> links = new ArrayList<>();
  @Nullable String target;
  @Nullable RetryDraft retry;
  @Nullable String flow;
  @Nullable String over;
  @Nullable String item;
  @Nullable FlowItem task;
  @Nullable Integer limit;
  @Nullable String collects;
  @Nullable String type;
  String version = TaskSpec.DEFAULT_VERSION;
  String topic = TaskSpec.DEFAULT_TOPIC;
  List<String> requires = List.of();
  List<String> optional = List.of();
  Provides provides = new Provides.Nothing();
  Map<String, String> rebind = Map.of();
  final Map<String, Json> inject = new TreeMap<>();
  boolean revertible = true;
  @Nullable List<String> revertRequires;
  @Nullable Map<String, String> revertRebind;
  AttemptPolicy executePolicy = AttemptPolicy.ONCE;
  AttemptPolicy revertPolicy = AttemptPolicy.ONCE;
  Duration delay = Duration.ZERO;
  @Nullable Duration startToClose;
  Timeouts timeouts = Timeouts.NONE;
  OnWorkerLoss onWorkerLoss = OnWorkerLoss.REDISPATCH;
  @Nullable Integer priority;

  ItemDraft(JsonCursor in) {
    this.in = in;
  }

  void seen(String field) {
    seen.add(field);
  }

  /** The item; the cursor stands at its end. */
  FlowItem toItem() {
    Kind is = in.required(Field.KIND, kind);
    for (String field : seen) {
      if (!field.equals(Field.KIND) && !is.has(field)) {
        throw in.error("a %s item has no member '%s'".formatted(is.text(), field));
      }
    }
    String named = in.required(Field.NAME, name);
    return switch (is) {
      case TASK -> task(named, in.required(Field.TYPE, type));
      case CHILD -> child(named, in.required(Field.FLOW, flow));
      case FOREACH -> fanOut(named);
      case LINEAR -> in.checked(() -> new LinearFlow(named, retry(named), items));
      case UNORDERED -> in.checked(() -> new UnorderedFlow(named, retry(named), items));
      case GRAPH -> in.checked(() -> new GraphFlow(named, retry(named), items, links, target));
    };
  }

  private @Nullable RetrySpec retry(String flow) {
    return retry == null ? null : retry.of(flow);
  }

  private FanOut fanOut(String named) {
    if (!(in.required(Field.TASK, task) instanceof AttemptedSpec each)) {
      throw in.error("a foreach item is done with a task or a child flow");
    }
    String list = in.required(Field.OVER, over);
    String element = in.required(Field.ITEM, item);
    return in.checked(() -> new FanOut(named, list, element, each, limit, collects));
  }

  private ChildFlow child(String named, String registered) {
    return in.checked(
        () ->
            new ChildFlow(
                named,
                registered,
                requires,
                optional,
                provides,
                rebind,
                inject,
                revertible,
                executePolicy,
                delay,
                startToClose));
  }

  private TaskSpec task(String named, String typed) {
    return in.checked(
        () ->
            new TaskSpec(
                named,
                typed,
                version,
                topic,
                requires,
                optional,
                provides,
                rebind,
                inject,
                revertible,
                revertRequires,
                revertRebind,
                executePolicy,
                revertPolicy,
                delay,
                timeouts,
                onWorkerLoss,
                priority));
  }
}
