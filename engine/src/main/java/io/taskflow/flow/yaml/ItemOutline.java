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
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.TaskSpec;
import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.flow.UnorderedFlow;
import io.taskflow.flow.yaml.YamlNode.Items;
import io.taskflow.flow.yaml.YamlNode.Scalar;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.OnWorkerLoss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Outlines items. The order of the statements is the order of the members. */
final class ItemOutline {

  private ItemOutline() {}

  static void item(Outline out, FlowItem item) {
    switch (item) {
      case TaskSpec task -> {
        out.text(Word.TASK, task.name());
        task(out, task);
      }
      case ChildFlow child -> {
        out.text(Word.CHILD, child.name());
        child(out, child);
      }
      case FanOut fanOut -> fanOut(out, fanOut);
      case LinearFlow flow -> flow(out, Word.LINEAR, flow);
      case UnorderedFlow flow -> flow(out, Word.UNORDERED, flow);
      case GraphFlow flow -> {
        flow(out, Word.GRAPH, flow);
        links(out, flow.links());
        out.unlessNull(Word.TARGET, flow.target());
      }
    }
  }

  private static void flow(Outline out, String kind, Flow flow) {
    out.text(kind, flow.name());
    RetrySpec retry = flow.retry();
    if (retry != null) {
      RetryOutline.write(out, retry, flow.name());
    }
    if (!flow.items().isEmpty()) {
      List<YamlNode> items = new ArrayList<>();
      flow.items().forEach(item -> items.add(Outline.of(inner -> item(inner, item))));
      out.node(Word.TASKS, new Items(Position.START, items));
    }
  }

  private static void fanOut(Outline out, FanOut fanOut) {
    out.text(Word.FOR_EACH, fanOut.name());
    out.text(Word.OVER, fanOut.over());
    out.text(Word.AS, fanOut.item());
    out.unlessNull(Word.LIMIT, fanOut.limit());
    out.unlessNull(Word.COLLECTS, fanOut.collects());
    out.members(
        Word.DO,
        inner -> {
          AttemptedSpec each = fanOut.task();
          switch (each) {
            case TaskSpec task -> {
              inner.unlessEqual(Word.TASK, task.name(), fanOut.name());
              task(inner, task);
            }
            case ChildFlow child -> {
              inner.unlessEqual(Word.CHILD, child.name(), fanOut.name());
              child(inner, child);
            }
          }
        });
  }

  private static void task(Outline out, TaskSpec task) {
    out.text(Word.TYPE, task.type());
    out.unlessEqual(Word.VERSION, task.version(), TaskSpec.DEFAULT_VERSION);
    out.unlessEqual(Word.TOPIC, task.topic(), TaskSpec.DEFAULT_TOPIC);
    bindings(out, task);
    List<String> revertRequires = task.revertRequires();
    if (revertRequires != null) {
      out.names(Word.REVERT_REQUIRES, revertRequires);
    }
    Map<String, String> revertRebind = task.revertRebind();
    if (revertRebind != null) {
      out.symbols(Word.REVERT_REBIND, revertRebind);
    }
    policy(out, Word.ATTEMPTS, task.executePolicy());
    policy(out, Word.REVERT_ATTEMPTS, task.revertPolicy());
    out.unlessEqual(Word.DELAY, task.delay(), Duration.ZERO);
    out.unlessNull(Word.SCHEDULE_TO_START, task.timeouts().scheduleToStart());
    out.unlessNull(Word.START_TO_CLOSE, task.timeouts().startToClose());
    out.unlessNull(Word.HEARTBEAT, task.timeouts().heartbeat());
    out.unlessEqual(
        Word.ON_WORKER_LOSS,
        TaskReader.text(task.onWorkerLoss()),
        TaskReader.text(OnWorkerLoss.REDISPATCH));
    out.unlessNull(Word.PRIORITY, task.priority());
  }

  private static void child(Outline out, ChildFlow child) {
    out.text(Word.FLOW, child.flow());
    bindings(out, child);
    policy(out, Word.ATTEMPTS, child.executePolicy());
    out.unlessEqual(Word.DELAY, child.delay(), Duration.ZERO);
    out.unlessNull(Word.START_TO_CLOSE, child.startToClose());
  }

  private static void bindings(Outline out, AttemptedSpec atom) {
    out.unlessEmpty(Word.REQUIRES, atom.requires());
    out.unlessEmpty(Word.OPTIONAL, atom.optional());
    provides(out, atom.provides());
    out.unlessEmpty(Word.REBIND, atom.rebind());
    Map<String, Json> inject = atom.inject();
    if (!inject.isEmpty()) {
      out.members(Word.INJECT, inner -> inject.forEach(inner::json));
    }
    if (!atom.revertible()) {
      out.bool(Word.REVERTIBLE, false);
    }
  }

  static void provides(Outline out, Provides provides) {
    switch (provides) {
      case Provides.Nothing nothing -> {}
      case Provides.Whole whole -> out.text(Word.PROVIDES, whole.symbol());
      case Provides.Positional positional -> out.names(Word.PROVIDES, positional.symbols());
      case Provides.Keyed keyed ->
          out.members(Word.PROVIDES, inner -> inner.names(Word.KEYS, keyed.symbols()));
    }
  }

  private static void policy(Outline out, String name, AttemptPolicy policy) {
    AttemptPolicy usual = AttemptPolicy.attempts(policy.attempts());
    if (policy.equals(AttemptPolicy.ONCE)) {
      return;
    }
    if (policy.equals(usual)) {
      out.number(name, policy.attempts());
      return;
    }
    out.members(
        name,
        inner -> {
          inner.number(Word.MOST, policy.attempts());
          inner.unlessEqual(Word.FIRST_DELAY, policy.firstDelay(), usual.firstDelay());
          if (policy.factor() != usual.factor()) {
            inner.number(Word.FACTOR, policy.factor());
          }
          inner.unlessEqual(Word.MAX_DELAY, policy.maxDelay(), usual.maxDelay());
          if (policy.jitter() != usual.jitter()) {
            inner.number(Word.JITTER, policy.jitter());
          }
          inner.unlessEmpty(Word.RETRY_ON, policy.retryOn());
          inner.unlessEmpty(Word.NOT_ON, policy.notOn());
        });
  }

  private static void links(Outline out, List<GraphFlow.Link> links) {
    if (links.isEmpty()) {
      return;
    }
    List<YamlNode> nodes = new ArrayList<>();
    for (GraphFlow.Link link : links) {
      nodes.add(link(link));
    }
    out.node(Word.LINKS, new Items(Position.START, nodes));
  }

  private static YamlNode link(GraphFlow.Link link) {
    String arrow = link.from() + " -> " + link.to();
    if (link.decider() == null && LinkReader.isArrow(arrow, link.from(), link.to())) {
      return new Scalar(Position.START, arrow, false);
    }
    return Outline.of(
        out -> {
          out.text(Word.FROM, link.from());
          out.text(Word.TO, link.to());
          Decider decider = link.decider();
          if (decider != null) {
            decider(out, decider);
          }
        });
  }

  private static void decider(Outline out, Decider decider) {
    switch (decider.condition()) {
      case Condition.Expression expression -> out.text(Word.WHEN, expression.cel());
      case Condition.Named named -> {
        out.text(Word.CONDITION, named.name());
        if (!named.settings().isNull()) {
          out.json(Word.SETTINGS, named.settings());
        }
      }
    }
    out.unlessEqual(
        Word.DEPTH, LinkReader.text(decider.depth()), LinkReader.text(Decider.Depth.ALL));
  }
}
