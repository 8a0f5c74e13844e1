package io.taskflow.flow.yaml;

import io.taskflow.flow.yaml.YamlNode.Items;
import io.taskflow.flow.yaml.YamlNode.Member;
import io.taskflow.flow.yaml.YamlNode.Members;
import io.taskflow.flow.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Builds the nodes of one text out of the parser's events, and not by its own composer, so that
 * depth and size are bounded before anything is built, that of what aliases repeat included.
 * Belongs to one thread.
 */
final class YamlTree {

  /** Nodes and characters, those that aliases repeat included. */
  private static final int MAX_SIZE = 2 * FlowYaml.MAX_LENGTH;

  private final Findings findings;
  private final Map<String, YamlNode> anchors = new HashMap<>();
  private final Map<String, Long> sizes = new HashMap<>();
  private final Iterator<Event> events;
  private long size;

  private YamlTree(String text, Findings findings) {
    this.findings = findings;
    LoadSettings settings =
        LoadSettings.builder()
            .setUseMarks(true)
            .setCodePointLimit(Integer.MAX_VALUE)
            // In one piece: the parser fails if a piece ends between the halves of a surrogate
            // pair.
            .setBufferSize(text.length() + 1)
            .build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  /** The only document of a text; null, with the reason noted, if it can't be read. */
  static @Nullable YamlNode read(String text, Findings findings) {
    Optional<YamlNode> json = JsonTree.read(text, findings);
    if (json.isPresent()) {
      return json.get();
    }
    try {
      return new YamlTree(withoutTabs(text), findings).document();
    } catch (Unreadable e) {
      findings.add(e.at, e.problem);
    } catch (MarkedYamlEngineException e) {
      String problem = e.getProblem() == null ? "it can't be read" : e.getProblem();
      String context = e.getContext() == null ? "" : " (" + e.getContext() + ")";
      findings.add(
          e.getProblemMark().map(YamlTree::position).orElse(Position.START),
          "it is not YAML: " + problem + context);
    } catch (ReaderException e) {
      findings.add(
          positionOf(text, e.getPosition()),
          "it is not YAML: the character U+%04X is not allowed here; write it as an escape in double quotes"
              .formatted(e.getCodePoint()));
    } catch (YamlEngineException e) {
      findings.add(Position.START, "it is not YAML: " + e.getMessage());
    }
    return null;
  }

  /** What was meant as JSON may be indented by tabs, YAML not; a tab in its texts is an escape. */
  private static String withoutTabs(String text) {
    String start = text.stripLeading();
    return start.startsWith("{") || start.startsWith("[") ? text.replace('\t', ' ') : text;
  }

  private @Nullable YamlNode document() {
    YamlNode root = null;
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case StreamStart, StreamEnd, DocumentStart, DocumentEnd, Comment -> {}
        default -> {
          if (root != null) {
            throw new Unreadable(
                position(event),
                "one flow is expected, but here is another document; use a file each");
          }
          root = node(event, 1);
        }
      }
    }
    if (root == null) {
      findings.add(Position.START, "a flow is expected, but the text is empty");
    }
    return root;
  }

  private YamlNode node(Event event, int depth) {
    Position at = position(event);
    if (event instanceof AliasEvent alias) {
      return alias(alias, at);
    }
    if (depth > FlowYaml.MAX_NESTING) {
      throw new Unreadable(at, "it is nested more than " + FlowYaml.MAX_NESTING + " deep");
    }
    long before = size;
    grow(1, at);
    YamlNode node =
        switch (event) {
          case ScalarEvent scalar -> scalar(scalar, at);
          case MappingStartEvent mapping -> mapping(mapping, at, depth);
          case CollectionStartEvent sequence -> sequence(sequence, at, depth);
          default -> throw new Unreadable(at, "a value is expected");
        };
    ((NodeEvent) event)
        .getAnchor()
        .ifPresent(
            anchor -> {
              anchors.put(anchor.getValue(), node);
              sizes.put(anchor.getValue(), size - before);
            });
    return node;
  }

  private YamlNode alias(AliasEvent alias, Position at) {
    String name = alias.getAlias().getValue();
    YamlNode node = anchors.get(name);
    if (node == null) {
      throw new Unreadable(at, "there is no anchor '&" + name + "' before this alias");
    }
    grow(sizes.getOrDefault(name, 1L), at);
    return node;
  }

  private Scalar scalar(ScalarEvent event, Position at) {
    noTag(event.getTag(), at);
    grow(event.getValue().length(), at);
    return new Scalar(at, event.getValue(), event.isPlain());
  }

  private Items sequence(CollectionStartEvent event, Position at, int depth) {
    noTag(event.getTag(), at);
    List<YamlNode> nodes = new ArrayList<>();
    for (Event next = next(); next.getEventId() != Event.ID.SequenceEnd; next = next()) {
      nodes.add(node(next, depth + 1));
    }
    return new Items(at, nodes);
  }

  private Members mapping(MappingStartEvent event, Position at, int depth) {
    noTag(event.getTag(), at);
    List<Member> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Event next = next(); next.getEventId() != Event.ID.MappingEnd; next = next()) {
      YamlNode key = node(next, depth + 1);
      YamlNode value = node(next(), depth + 1);
      if (!(key instanceof Scalar name)) {
        findings.add(key.at(), "a name is expected, but found " + key.found());
      } else if (names.add(name.text())) {
        members.add(new Member(name, value));
      } else {
        findings.add(name.at(), "'%s' is there twice".formatted(Scalar.shown(name.text())));
      }
    }
    return new Members(at, members);
  }

  private Event next() {
    return events.next();
  }

  private void noTag(Optional<String> tag, Position at) {
    if (tag.isPresent() && !tag.get().equals("!")) {
      findings.add(
          at,
          "a value without a tag is expected, but found the tag '%s'; write a text in quotes"
              .formatted(Scalar.shown(tag.get())));
    }
  }

  private void grow(long by, Position at) {
    size += by;
    if (size > MAX_SIZE) {
      throw new Unreadable(
          at, "the document, with what its aliases repeat, is larger than %,d".formatted(MAX_SIZE));
    }
  }

  private static Position position(Event event) {
    return event.getStartMark().map(YamlTree::position).orElse(Position.START);
  }

  private static Position position(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static Position positionOf(String text, int codePoint) {
    int end =
        text.offsetByCodePoints(0, Math.min(codePoint, text.codePointCount(0, text.length())));
    String before = text.substring(0, end);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column = before.codePointCount(before.lastIndexOf('\n') + 1, before.length()) + 1;
    return new Position(line, column);
  }

  /** Nothing after it can be read. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Position at;
    private final String problem;

    Unreadable(Position at, String problem) {
      super(problem, null, false, false);
      this.at = at;
      this.problem = problem;
    }
  }
}
