package io.taskflow.flow.json;

import io.taskflow.flow.AttemptedSpec;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.TaskSpec;
import io.taskflow.flow.TaskSpec.Timeouts;
import io.taskflow.flow.UnorderedFlow;
import io.taskflow.protocol.OnWorkerLoss;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** Writes one flow as canonical text. The order of the statements is the order of the members. */
final class FlowWriter {

  private final StringWriter text = new StringWriter();
  private final JsonGenerator out =
      FlowJson.FACTORY.createGenerator(ObjectWriteContext.empty(), text);

  private final Members members = new Members(out);

  private FlowWriter() {}

  static String write(Flow flow) {
    FlowWriter writer = new FlowWriter();
    try (JsonGenerator out = writer.out) {
      out.writeStartObject();
      out.writeNumberProperty(Field.FORMAT, FlowJson.FORMAT);
      out.writeName(Field.FLOW);
      writer.item(flow, 1);
      out.writeEndObject();
    }
    String written = writer.text.toString();
    if (written.length() > FlowJson.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "the definition of the flow '%s' has %,d characters, at most %,d are allowed"
              .formatted(flow.name(), written.length(), FlowJson.MAX_LENGTH));
    }
    return written;
  }

  private void item(FlowItem item, int depth) {
    out.writeStartObject();
    switch (item) {
      case TaskSpec task -> task(task);
      case ChildFlow child -> child(child);
      case FanOut fanOut -> fanOut(fanOut, depth);
      case LinearFlow flow -> flow(Kind.LINEAR, flow, depth);
      case UnorderedFlow flow -> flow(Kind.UNORDERED, flow, depth);
      case GraphFlow flow -> {
        flow(Kind.GRAPH, flow, depth);
        links(flow.links());
        members.unlessNull(Field.TARGET, flow.target());
      }
    }
    out.writeEndObject();
  }

  private void flow(Kind kind, Flow flow, int depth) {
    if (depth > Flow.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "the flow '%s' is nested more than %d deep".formatted(flow.name(), Flow.MAX_DEPTH));
    }
    if (text.getBuffer().length() > FlowJson.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "the definition has more than %,d characters by the flow '%s'"
              .formatted(FlowJson.MAX_LENGTH, flow.name()));
    }
    members.text(Field.KIND, kind.text());
    members.text(Field.NAME, flow.name());
    RetrySpec retry = flow.retry();
    if (retry != null) {
      members.object(Field.RETRY, () -> RetryWriter.write(members, retry, flow.name()));
    }
    if (!flow.items().isEmpty()) {
      out.writeArrayPropertyStart(Field.ITEMS);
      for (FlowItem item : flow.items()) {
        item(item, depth + 1);
      }
      out.writeEndArray();
    }
  }

  private void links(List<GraphFlow.Link> links) {
    if (links.isEmpty()) {
      return;
    }
    out.writeArrayPropertyStart(Field.LINKS);
    for (GraphFlow.Link link : links) {
      out.writeStartObject();
      LinkJson.write(members, link);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void fanOut(FanOut fanOut, int depth) {
    members.text(Field.KIND, Kind.FOREACH.text());
    members.text(Field.NAME, fanOut.name());
    members.text(Field.OVER, fanOut.over());
    members.text(Field.ITEM, fanOut.item());
    out.writeName(Field.TASK);
    item(fanOut.task(), depth + 1);
    members.unlessNull(Field.LIMIT, fanOut.limit());
    members.unlessNull(Field.COLLECTS, fanOut.collects());
  }

  private void child(ChildFlow child) {
    members.text(Field.KIND, Kind.CHILD.text());
    members.text(Field.NAME, child.name());
    members.text(Field.FLOW, child.flow());
    arguments(child);
    members.unlessTrue(Field.REVERTIBLE, child.revertible());
    PolicyJson.write(members, Field.ATTEMPTS, child.executePolicy());
    delay(child);
    members.unlessNull(Field.START_TO_CLOSE, child.startToClose());
  }

  private void task(TaskSpec task) {
    members.text(Field.KIND, Kind.TASK.text());
    members.text(Field.NAME, task.name());
    members.text(Field.TYPE, task.type());
    members.unlessDefault(Field.VERSION, task.version(), TaskSpec.DEFAULT_VERSION);
    members.unlessDefault(Field.TOPIC, task.topic(), TaskSpec.DEFAULT_TOPIC);
    arguments(task);
    members.unlessTrue(Field.REVERTIBLE, task.revertible());
    List<String> revertRequires = task.revertRequires();
    if (revertRequires != null) {
      members.list(Field.REVERT_REQUIRES, revertRequires);
    }
    Map<String, String> revertRebind = task.revertRebind();
    if (revertRebind != null) {
      members.map(Field.REVERT_REBIND, revertRebind);
    }
    PolicyJson.write(members, Field.ATTEMPTS, task.executePolicy());
    PolicyJson.write(members, Field.REVERT_ATTEMPTS, task.revertPolicy());
    delay(task);
    timeouts(task.timeouts());
    if (task.onWorkerLoss() != OnWorkerLoss.REDISPATCH) {
      members.text(Field.ON_WORKER_LOSS, task.onWorkerLoss().name().toLowerCase(Locale.ROOT));
    }
    members.unlessNull(Field.PRIORITY, task.priority());
  }

  private void arguments(AttemptedSpec spec) {
    members.unlessEmpty(Field.REQUIRES, spec.requires());
    members.unlessEmpty(Field.OPTIONAL, spec.optional());
    ProvidesJson.write(members, spec.provides());
    members.unlessEmpty(Field.REBIND, spec.rebind());
    inject(spec);
  }

  private void delay(AttemptedSpec spec) {
    if (!spec.delay().isZero()) {
      members.text(Field.DELAY, spec.delay().toString());
    }
  }

  private void inject(AttemptedSpec spec) {
    if (spec.inject().isEmpty()) {
      return;
    }
    members.object(
        Field.INJECT,
        () ->
            new TreeMap<>(spec.inject())
                .forEach(
                    (symbol, value) ->
                        members.json(
                            symbol,
                            value,
                            "the value injected as '%s' into '%s'"
                                .formatted(symbol, spec.name()))));
  }

  private void timeouts(Timeouts timeouts) {
    if (timeouts.equals(Timeouts.NONE)) {
      return;
    }
    members.object(
        Field.TIMEOUTS,
        () -> {
          members.unlessNull(Field.SCHEDULE_TO_START, timeouts.scheduleToStart());
          members.unlessNull(Field.START_TO_CLOSE, timeouts.startToClose());
          members.unlessNull(Field.HEARTBEAT, timeouts.heartbeat());
        });
  }
}
