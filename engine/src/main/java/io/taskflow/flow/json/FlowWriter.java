package io.taskflow.flow.json;

import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.TaskSpec;
import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.flow.TaskSpec.Timeouts;
import io.taskflow.flow.UnorderedFlow;
import io.taskflow.protocol.InvalidJsonException;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.OnWorkerLoss;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** Writes one flow as canonical text. The order of the statements is the order of the members. */
final class FlowWriter {

  private final StringWriter text = new StringWriter();
  private final JsonGenerator out =
      FlowJson.FACTORY.createGenerator(ObjectWriteContext.empty(), text);

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
      case LinearFlow flow -> flow(Kind.LINEAR, flow, depth);
      case UnorderedFlow flow -> flow(Kind.UNORDERED, flow, depth);
      case GraphFlow flow -> {
        flow(Kind.GRAPH, flow, depth);
        links(flow.links());
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
    out.writeStringProperty(Field.KIND, kind.text());
    out.writeStringProperty(Field.NAME, flow.name());
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
      out.writeStringProperty(Field.FROM, link.from());
      out.writeStringProperty(Field.TO, link.to());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void task(TaskSpec task) {
    out.writeStringProperty(Field.KIND, Kind.TASK.text());
    out.writeStringProperty(Field.NAME, task.name());
    out.writeStringProperty(Field.TYPE, task.type());
    unlessDefault(Field.VERSION, task.version(), TaskSpec.DEFAULT_VERSION);
    unlessDefault(Field.TOPIC, task.topic(), TaskSpec.DEFAULT_TOPIC);
    unlessEmpty(Field.REQUIRES, task.requires());
    unlessEmpty(Field.OPTIONAL, task.optional());
    provides(task.provides());
    if (!task.rebind().isEmpty()) {
      map(Field.REBIND, task.rebind());
    }
    inject(task);
    if (!task.revertible()) {
      out.writeBooleanProperty(Field.REVERTIBLE, false);
    }
    List<String> revertRequires = task.revertRequires();
    if (revertRequires != null) {
      list(Field.REVERT_REQUIRES, revertRequires);
    }
    Map<String, String> revertRebind = task.revertRebind();
    if (revertRebind != null) {
      map(Field.REVERT_REBIND, revertRebind);
    }
    timeouts(task.timeouts());
    if (task.onWorkerLoss() != OnWorkerLoss.REDISPATCH) {
      String lowerCase = task.onWorkerLoss().name().toLowerCase(Locale.ROOT);
      out.writeStringProperty(Field.ON_WORKER_LOSS, lowerCase);
    }
    Integer priority = task.priority();
    if (priority != null) {
      out.writeNumberProperty(Field.PRIORITY, priority);
    }
  }

  private void provides(Provides provides) {
    switch (provides) {
      case Provides.Nothing nothing -> {}
      case Provides.Whole whole -> out.writeStringProperty(Field.PROVIDES, whole.symbol());
      case Provides.Positional positional -> list(Field.PROVIDES, positional.symbols());
      case Provides.Keyed keyed -> {
        out.writeObjectPropertyStart(Field.PROVIDES);
        list(Field.KEYS, keyed.symbols());
        out.writeEndObject();
      }
    }
  }

  private void inject(TaskSpec task) {
    if (task.inject().isEmpty()) {
      return;
    }
    out.writeObjectPropertyStart(Field.INJECT);
    new TreeMap<>(task.inject())
        .forEach(
            (symbol, value) -> {
              out.writeName(symbol);
              out.writeRawValue(checked(task, symbol, value));
            });
    out.writeEndObject();
  }

  /** A value trusts its maker; here a text that is none would spoil the whole definition. */
  private static String checked(TaskSpec task, String symbol, Json value) {
    try {
      return Json.parse(value.text()).text();
    } catch (InvalidJsonException e) {
      throw new IllegalArgumentException(
          "the value injected as '%s' into the task '%s' is not JSON"
              .formatted(symbol, task.name()),
          e);
    }
  }

  private void timeouts(Timeouts timeouts) {
    if (timeouts.equals(Timeouts.NONE)) {
      return;
    }
    out.writeObjectPropertyStart(Field.TIMEOUTS);
    duration(Field.SCHEDULE_TO_START, timeouts.scheduleToStart());
    duration(Field.START_TO_CLOSE, timeouts.startToClose());
    duration(Field.HEARTBEAT, timeouts.heartbeat());
    out.writeEndObject();
  }

  private void duration(String field, @Nullable Duration value) {
    if (value != null) {
      out.writeStringProperty(field, value.toString());
    }
  }

  private void unlessDefault(String field, String value, String defaultValue) {
    if (!value.equals(defaultValue)) {
      out.writeStringProperty(field, value);
    }
  }

  private void unlessEmpty(String field, List<String> values) {
    if (!values.isEmpty()) {
      list(field, values);
    }
  }

  private void list(String field, List<String> values) {
    out.writeArrayPropertyStart(field);
    values.forEach(out::writeString);
    out.writeEndArray();
  }

  private void map(String field, Map<String, String> values) {
    out.writeObjectPropertyStart(field);
    new TreeMap<>(values).forEach(out::writeStringProperty);
    out.writeEndObject();
  }
}
