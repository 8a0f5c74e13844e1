package io.taskflow.flow.yaml;

import io.taskflow.flow.AttemptedSpec;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.Part;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.UnorderedFlow;
import io.taskflow.flow.yaml.YamlNode.Items;
import io.taskflow.flow.yaml.YamlNode.Member;
import io.taskflow.flow.yaml.YamlNode.Members;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads items: tasks, child flows, fan-outs and flows. What can't be read is left out, so that the
 * rest can be checked too.
 */
final class ItemReader {

  /** The member that names an item says what it is. */
  private static final Map<String, Shape> KINDS = kinds();

  private static final List<String> FLOWS = List.of(Word.LINEAR, Word.UNORDERED, Word.GRAPH);

  private final Reading reading;
  private boolean complete = true;

  ItemReader(Reading reading) {
    this.reading = reading;
  }

  private static Map<String, Shape> kinds() {
    Map<String, Shape> kinds = new LinkedHashMap<>();
    kinds.put(Word.TASK, Shape.TASK);
    kinds.put(Word.CHILD, Shape.CHILD);
    kinds.put(Word.FOR_EACH, Shape.FOR_EACH);
    kinds.put(Word.LINEAR, Shape.LINEAR);
    kinds.put(Word.UNORDERED, Shape.UNORDERED);
    kinds.put(Word.GRAPH, Shape.GRAPH);
    return kinds;
  }

  /** Whether every item could be read. */
  boolean complete() {
    return complete;
  }

  /**
   * The flow that a document, or one of its flows, consists of.
   *
   * @param more members that the mapping has besides those of the flow
   */
  @Nullable Flow flow(Members node, Collection<String> more) {
    return switch (item(node, "", 1, more)) {
      case Flow flow -> flow;
      case FlowItem other -> {
        reading
            .findings()
            .add(
                node.at(),
                "a flow is expected, but found the item '%s'; put it into the tasks of a linear flow"
                    .formatted(other.name()));
        yield null;
      }
      case null -> null;
    };
  }

  /** A list of items as a linear flow. */
  @Nullable Flow list(Items node, String name) {
    reading.places().item(name, node.at());
    List<FlowItem> items = items(node, name, 2);
    return reading.made(node.at(), () -> new LinearFlow(name, null, items));
  }

  private @Nullable FlowItem item(Members node, String parent, int depth, Collection<String> more) {
    Optional<String> kind = kind(node, depth == 1);
    if (kind.isEmpty()) {
      complete = false;
      return null;
    }
    Shape shape = KINDS.getOrDefault(kind.get(), Shape.TASK);
    Mapping mapping = Mapping.of(node, shape, more, List.of(), reading.findings());
    String name = name(mapping, kind.get());
    String path = (parent.isEmpty() ? "" : parent + "/") + (name == null ? "?" : name);
    YamlNode named = mapping.get(kind.get());
    reading.places().item(path, named == null ? node.at() : named.at());
    if (depth > Flow.MAX_DEPTH + 1) {
      reading.findings().add(node.at(), "flows are nested more than " + Flow.MAX_DEPTH + " deep");
      return null;
    }
    FlowItem item =
        switch (shape) {
          case TASK -> TaskReader.task(reading, path, name, mapping);
          case CHILD -> TaskReader.child(reading, path, name, mapping);
          case FOR_EACH -> fanOut(path, name, mapping);
          default -> flow(path, name, shape, mapping, depth);
        };
    complete &= item != null;
    return item;
  }

  private @Nullable String name(Mapping mapping, String kind) {
    return kind.equals(Word.FOR_EACH)
        ? mapping.get(
            kind,
            n ->
                reading
                    .values()
                    .text(
                        n,
                        "a name",
                        text ->
                            Names.requireName(
                                "name of a fan-out", text, FanOut.MAX_FAN_OUT_NAME_LENGTH)))
        : mapping.get(kind, n -> reading.values().name(n, "name"));
  }

  private Optional<String> kind(Members node, boolean outermost) {
    List<Member> said =
        node.members().stream().filter(m -> KINDS.containsKey(m.name().text())).toList();
    if (said.size() == 1) {
      return Optional.of(said.getFirst().name().text());
    }
    Collection<String> names = outermost ? FLOWS : KINDS.keySet();
    String what = outermost ? "a flow" : "an item";
    String known = String.join(", ", names);
    if (said.size() > 1) {
      reading
          .findings()
          .add(
              said.get(1).name().at(),
              "%s has one of %s, but found both %s and %s"
                  .formatted(
                      what, known, said.getFirst().name().text(), said.get(1).name().text()));
    } else if (node.members().isEmpty()) {
      reading.findings().add(node.at(), "%s has one of %s, but found none".formatted(what, known));
    } else {
      Member first = node.members().getFirst();
      reading
          .findings()
          .add(
              first.name().at(),
              "%s has one of %s with its name, but found '%s'"
                  .formatted(what, known, YamlNode.Scalar.shown(first.name().text())),
              first.name().text(),
              names);
    }
    return Optional.empty();
  }

  private @Nullable Flow flow(
      String path, @Nullable String name, Shape shape, Mapping mapping, int depth) {
    String own = name == null ? "?" : name;
    RetrySpec retry = mapping.get(Word.RETRY, n -> RetryReader.read(reading, path, own, n));
    YamlNode tasks = mapping.get(Word.TASKS);
    List<FlowItem> items = tasks == null ? List.of() : items(tasks, path, depth + 1);
    if (shape != Shape.GRAPH) {
      return name == null
          ? null
          : shape == Shape.LINEAR
              ? new LinearFlow(name, retry, items)
              : new UnorderedFlow(name, retry, items);
    }
    List<GraphFlow.Link> links = links(mapping.get(Word.LINKS), path);
    String target = mapping.get(Word.TARGET, n -> reading.values().name(n, "target"));
    YamlNode wanted = mapping.get(Word.TARGET);
    if (wanted != null) {
      reading.places().part(path, new Part.Target(), wanted.at());
    }
    return name == null ? null : new GraphFlow(name, retry, items, links, target);
  }

  private List<FlowItem> items(YamlNode node, String path, int depth) {
    if (!(node instanceof Items list)) {
      complete = false;
      reading
          .findings()
          .add(node.at(), "a list of tasks and flows is expected, but found " + node.found());
      return List.of();
    }
    List<FlowItem> items = new ArrayList<>();
    for (YamlNode each : list.nodes()) {
      if (each instanceof Members members) {
        FlowItem item = item(members, path, depth, List.of());
        if (item != null) {
          items.add(item);
        }
      } else {
        complete = false;
        reading
            .findings()
            .add(
                each.at(),
                "a task or flow is expected, such as {task: a, type: std.noop}, but found "
                    + each.found());
      }
    }
    return items;
  }

  private List<GraphFlow.Link> links(@Nullable YamlNode node, String path) {
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof Items list)) {
      reading.findings().add(node.at(), "a list of links is expected, but found " + node.found());
      return List.of();
    }
    List<GraphFlow.Link> links = new ArrayList<>();
    for (YamlNode each : list.nodes()) {
      GraphFlow.Link link = LinkReader.read(reading, path, each);
      if (link != null) {
        links.add(link);
      }
    }
    return links;
  }

  private @Nullable FanOut fanOut(String path, @Nullable String name, Mapping mapping) {
    Values values = reading.values();
    String over = mapping.get(Word.OVER, n -> values.name(n, "symbol of a list"));
    String item = mapping.get(Word.AS, n -> values.name(n, "symbol of an element"));
    YamlNode list = mapping.get(Word.OVER);
    if (list != null) {
      reading.places().part(path, new Part.Argument(Action.EXECUTE, FanOut.LIST), list.at());
    }
    YamlNode each = mapping.get(Word.DO);
    AttemptedSpec task = each == null ? null : each(path, name, each);
    Integer limit = mapping.get(Word.LIMIT, n -> values.integer(n, ItemReader::requireLimit));
    String collects = mapping.get(Word.COLLECTS, n -> values.name(n, "provided symbol"));
    BindingsReader.providedPlaces(reading.places(), path, mapping.get(Word.COLLECTS));
    if (name == null || over == null || item == null || task == null) {
      return null;
    }
    return reading.made(
        mapping.at(Word.DO), () -> new FanOut(name, over, item, task, limit, collects));
  }

  private static void requireLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("a limit must be 1 or more, but is " + limit);
    }
  }

  /** What is done with each element; its name has no meaning, and is usually left out. */
  private @Nullable AttemptedSpec each(String path, @Nullable String fanOut, YamlNode node) {
    if (!(node instanceof Members members)) {
      reading
          .findings()
          .add(node.at(), "what is done with each is a mapping, but found " + node.found());
      return null;
    }
    boolean child = members.members().stream().anyMatch(m -> m.name().text().equals(Word.FLOW));
    Shape shape = child ? Shape.CHILD : Shape.TASK;
    String kind = child ? Word.CHILD : Word.TASK;
    Mapping mapping = Mapping.of(members, shape, List.of(), List.of(kind), reading.findings());
    String name = mapping.has(kind) ? name(mapping, kind) : fanOut;
    return child
        ? TaskReader.child(reading, path, name, mapping)
        : TaskReader.task(reading, path, name, mapping);
  }
}
