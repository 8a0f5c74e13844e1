package io.taskflow.flow.yaml;

import io.taskflow.flow.AttemptPolicy;
import io.taskflow.flow.AttemptedSpec;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.Part;
import io.taskflow.flow.Rules;
import io.taskflow.flow.TaskSpec;
import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.flow.yaml.BindingsReader.Bindings;
import io.taskflow.flow.yaml.YamlNode.Kind;
import io.taskflow.flow.yaml.YamlNode.Scalar;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Names;
import io.taskflow.protocol.OnWorkerLoss;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads tasks and child flows. */
final class TaskReader {

  private final Reading reading;
  private final String path;
  private final Mapping mapping;
  private final Values values;

  private TaskReader(Reading reading, String path, Mapping mapping) {
    this.reading = reading;
    this.path = path;
    this.mapping = mapping;
    this.values = reading.values();
  }

  /**
   * @param path of the item
   * @param name of the task; null if it could not be read
   */
  static @Nullable AttemptedSpec task(
      Reading reading, String path, @Nullable String name, Mapping mapping) {
    return new TaskReader(reading, path, mapping).task(name);
  }

  /** As {@link #task}, a child flow. */
  static @Nullable AttemptedSpec child(
      Reading reading, String path, @Nullable String name, Mapping mapping) {
    return new TaskReader(reading, path, mapping).child(name);
  }

  static String text(OnWorkerLoss value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private @Nullable TaskSpec task(@Nullable String name) {
    String type = mapping.get(Word.TYPE, n -> values.name(n, "task type"));
    Bindings bindings = BindingsReader.read(reading, path, mapping);
    String version = mapping.get(Word.VERSION, TaskSpec.DEFAULT_VERSION, this::version);
    String topic =
        mapping.get(
            Word.TOPIC,
            TaskSpec.DEFAULT_TOPIC,
            n -> values.text(n, "a topic", Rules::requireTopic));
    Provides provides = ProvidesReader.read(reading, path, mapping);
    List<String> revertRequires =
        mapping.get(Word.REVERT_REQUIRES, n -> values.names(n, "argument of revert"));
    Map<String, String> revertRebind =
        mapping.get(
            Word.REVERT_REBIND,
            n -> values.symbols(n, "rebound argument", "symbol of a rebound argument"));
    BindingsReader.places(reading.places(), path, mapping.get(Word.REVERT_REQUIRES), Action.REVERT);
    BindingsReader.rebindPlaces(
        reading.places(), path, mapping.get(Word.REVERT_REBIND), Action.REVERT);
    AttemptPolicy execute = policy(Word.ATTEMPTS);
    AttemptPolicy revert = policy(Word.REVERT_ATTEMPTS);
    TaskSpec.Timeouts timeouts =
        new TaskSpec.Timeouts(
            timeout(Word.SCHEDULE_TO_START, "schedule-to-start timeout"),
            timeout(Word.START_TO_CLOSE, "start-to-close timeout"),
            timeout(Word.HEARTBEAT, "heartbeat interval"));
    OnWorkerLoss loss = mapping.get(Word.ON_WORKER_LOSS, OnWorkerLoss.REDISPATCH, this::loss);
    Integer priority = mapping.get(Word.PRIORITY, n -> values.integer(n, Rules::requirePriority));
    boolean revertible = revertible();
    Duration delay = delay();
    if (name == null || type == null) {
      return null;
    }
    return reading.made(
        mapping.at(),
        () ->
            new TaskSpec(
                name,
                type,
                version,
                topic,
                bindings.requires(),
                bindings.optional(),
                provides,
                bindings.rebind(),
                bindings.inject(),
                revertible,
                revertRequires,
                revertRebind,
                execute,
                revert,
                delay,
                timeouts,
                loss,
                priority));
  }

  private @Nullable ChildFlow child(@Nullable String name) {
    String flow = mapping.get(Word.FLOW, n -> values.name(n, "registered name of a flow"));
    YamlNode registered = mapping.get(Word.FLOW);
    if (registered != null) {
      reading.places().part(path, new Part.Child(), registered.at());
    }
    Bindings bindings = BindingsReader.read(reading, path, mapping);
    Provides provides = ProvidesReader.read(reading, path, mapping);
    AttemptPolicy policy = policy(Word.ATTEMPTS);
    Duration limit = timeout(Word.START_TO_CLOSE, "start-to-close timeout");
    boolean revertible = revertible();
    Duration delay = delay();
    if (name == null || flow == null) {
      return null;
    }
    return reading.made(
        mapping.has(Word.PROVIDES) ? mapping.at(Word.PROVIDES) : mapping.at(),
        () ->
            new ChildFlow(
                name,
                flow,
                bindings.requires(),
                bindings.optional(),
                provides,
                bindings.rebind(),
                bindings.inject(),
                revertible,
                policy,
                delay,
                limit));
  }

  private @Nullable String version(YamlNode node) {
    return node instanceof Scalar scalar && scalar.kind() == Kind.NUMBER
        ? values.version(scalar, Names::requireVersion)
        : values.text(node, "a version", Names::requireVersion);
  }

  private AttemptPolicy policy(String member) {
    return mapping.get(member, AttemptPolicy.ONCE, n -> PolicyReader.read(reading, n));
  }

  private @Nullable Duration timeout(String member, String what) {
    return mapping.get(member, n -> values.duration(n, limit -> Rules.requireTimeout(what, limit)));
  }

  private Duration delay() {
    return mapping.get(
        Word.DELAY,
        Duration.ZERO,
        n -> values.duration(n, wait -> Rules.requireDelay("delay", wait)));
  }

  private boolean revertible() {
    return mapping.get(Word.REVERTIBLE, Boolean.TRUE, values::bool);
  }

  private @Nullable OnWorkerLoss loss(YamlNode node) {
    List<String> known = Arrays.stream(OnWorkerLoss.values()).map(TaskReader::text).toList();
    String text = values.choice(node, Word.ON_WORKER_LOSS, known);
    return text == null ? null : OnWorkerLoss.valueOf(text.toUpperCase(Locale.ROOT));
  }
}
