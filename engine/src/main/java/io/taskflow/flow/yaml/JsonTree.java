package io.taskflow.flow.yaml;

import io.taskflow.flow.yaml.YamlNode.Items;
import io.taskflow.flow.yaml.YamlNode.Member;
import io.taskflow.flow.yaml.YamlNode.Members;
import io.taskflow.flow.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Builds the nodes of a text that is JSON, which YAML is not quite a superset of: JSON may be
 * indented by tabs, has longer names, and allows more characters. Belongs to one thread.
 */
final class JsonTree {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(FlowYaml.MAX_NESTING).build())
          .build();

  private final JsonParser in;
  private final Findings findings;

  private JsonTree(JsonParser in, Findings findings) {
    this.in = in;
    this.findings = findings;
  }

  /** The nodes of a text; empty if it is not JSON, which is not noted. */
  static Optional<YamlNode> read(String text, Findings findings) {
    String start = text.stripLeading();
    if (!start.startsWith("{") && !start.startsWith("[")) {
      return Optional.empty();
    }
    Findings own = findings.another();
    try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      in.nextToken();
      YamlNode root = new JsonTree(in, own).node();
      if (in.nextToken() != null) {
        return Optional.empty();
      }
      findings.addAll(own);
      return Optional.of(root);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private YamlNode node() {
    Position at = position();
    return switch (in.currentToken()) {
      case START_OBJECT -> members(at);
      case START_ARRAY -> {
        List<YamlNode> nodes = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          nodes.add(node());
        }
        yield new Items(at, nodes);
      }
      case VALUE_STRING -> new Scalar(at, in.getString(), false);
      default -> new Scalar(at, in.getString(), true);
    };
  }

  private Members members(Position at) {
    List<Member> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      Scalar name = new Scalar(position(), in.currentName(), false);
      in.nextToken();
      YamlNode value = node();
      if (names.add(name.text())) {
        members.add(new Member(name, value));
      } else {
        findings.add(name.at(), "'%s' is there twice".formatted(Scalar.shown(name.text())));
      }
    }
    return new Members(at, members);
  }

  private Position position() {
    TokenStreamLocation at = in.currentTokenLocation();
    return new Position(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
  }
}
