package io.taskflow.flow.yaml;

import io.taskflow.flow.Decider;
import io.taskflow.flow.Decider.Condition;
import io.taskflow.flow.Decider.Depth;
import io.taskflow.flow.GraphFlow.Link;
import io.taskflow.flow.Part;
import io.taskflow.flow.yaml.YamlNode.Members;
import io.taskflow.flow.yaml.YamlNode.Scalar;
import io.taskflow.protocol.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a link of a graph flow: {@code from -> to}, or a mapping. */
final class LinkReader {

  private static final Pattern ARROW = Pattern.compile("(.*\\S)\\s+->\\s+(\\S.*)");

  private final Reading reading;
  private final String path;

  private LinkReader(Reading reading, String path) {
    this.reading = reading;
    this.path = path;
  }

  /**
   * @param path of the flow
   */
  static @Nullable Link read(Reading reading, String path, YamlNode node) {
    LinkReader reader = new LinkReader(reading, path);
    return switch (node) {
      case Members members -> reader.mapping(members);
      case Scalar scalar -> reader.arrow(scalar);
      default -> {
        reading
            .findings()
            .add(node.at(), "a link is 'from -> to' or a mapping, but found " + node.found());
        yield null;
      }
    };
  }

  /** Whether the short form of a link is read as these two names again. */
  static boolean isArrow(String text, String from, String to) {
    Matcher arrow = ARROW.matcher(text);
    return arrow.matches() && arrow.group(1).equals(from) && arrow.group(2).equals(to);
  }

  static String text(Depth depth) {
    return depth.name().toLowerCase(Locale.ROOT);
  }

  private @Nullable Link arrow(Scalar scalar) {
    Matcher arrow = ARROW.matcher(scalar.text());
    if (!arrow.matches()) {
      reading
          .findings()
          .add(scalar.at(), "a link 'from -> to' is expected, but found " + scalar.found());
      return null;
    }
    Link link = reading.made(scalar.at(), () -> new Link(arrow.group(1), arrow.group(2), null));
    if (link != null) {
      Position to =
          scalar.plain()
              ? new Position(scalar.at().line(), scalar.at().column() + arrow.start(2))
              : scalar.at();
      place(link.from(), link.to(), scalar.at(), scalar.at(), to);
    }
    return link;
  }

  private void place(String from, String to, Position link, Position start, Position end) {
    Places places = reading.places();
    places.part(path, new Part.Link(from, to), link);
    places.part(path, new Part.LinkEnd(from, to, from), start);
    places.part(path, new Part.LinkEnd(from, to, to), end);
  }

  private @Nullable Link mapping(Members node) {
    Mapping mapping = Mapping.of(node, Shape.LINK, reading.findings());
    Values values = reading.values();
    String from = mapping.get(Word.FROM, n -> values.name(n, "start of a link"));
    String to = mapping.get(Word.TO, n -> values.name(n, "end of a link"));
    Decider decider = decider(mapping);
    YamlNode start = mapping.get(Word.FROM);
    YamlNode end = mapping.get(Word.TO);
    if (from == null || to == null || start == null || end == null) {
      return null;
    }
    place(from, to, node.at(), start.at(), end.at());
    YamlNode asked = mapping.get(mapping.has(Word.WHEN) ? Word.WHEN : Word.CONDITION);
    if (asked != null) {
      reading.places().part(path, new Part.LinkDecider(from, to), asked.at());
    }
    return new Link(from, to, decider);
  }

  private @Nullable Decider decider(Mapping mapping) {
    Values values = reading.values();
    if (mapping.has(Word.WHEN) && mapping.has(Word.CONDITION)) {
      reading
          .findings()
          .add(mapping.at(Word.CONDITION), "a link has either when or condition, but found both");
      return null;
    }
    Depth depth = mapping.get(Word.DEPTH, Depth.ALL, this::depth);
    Json settings = mapping.get(Word.SETTINGS, Json.NULL, values::json);
    if (mapping.has(Word.SETTINGS) && !mapping.has(Word.CONDITION)) {
      reading
          .findings()
          .add(mapping.at(Word.SETTINGS), "settings are for a condition, and there is none");
    }
    if (mapping.has(Word.WHEN)) {
      String cel =
          mapping.get(Word.WHEN, n -> values.text(n, "an expression", Condition.Expression::new));
      return cel == null ? null : new Decider(new Condition.Expression(cel), depth);
    }
    if (mapping.has(Word.CONDITION)) {
      String name = mapping.get(Word.CONDITION, n -> values.name(n, "name of a condition"));
      return name == null ? null : new Decider(new Condition.Named(name, settings), depth);
    }
    if (mapping.has(Word.DEPTH)) {
      reading
          .findings()
          .add(mapping.at(Word.DEPTH), "depth is for when or condition, and there is neither");
    }
    return null;
  }

  private @Nullable Depth depth(YamlNode node) {
    List<String> known = Arrays.stream(Depth.values()).map(LinkReader::text).toList();
    String text = reading.values().choice(node, "depth", known);
    return text == null ? null : Depth.valueOf(text.toUpperCase(Locale.ROOT));
  }
}
