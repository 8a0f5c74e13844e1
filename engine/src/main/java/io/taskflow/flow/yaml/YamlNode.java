package io.taskflow.flow.yaml;

import io.taskflow.protocol.Json;
import java.util.List;
import java.util.regex.Pattern;

/** What a document consists of, each with the place where it begins. Immutable. */
sealed interface YamlNode {

  Position at();

  /** What was found here, for people. */
  String found();

  /** What a scalar is; a quoted one is always a text. */
  enum Kind {
    TEXT,
    NUMBER,
    BOOLEAN,
    NULL
  }

  /**
   * A scalar.
   *
   * @param text without quotes; of a number digit for digit
   * @param plain whether it stands without quotes
   */
  record Scalar(Position at, String text, boolean plain) implements YamlNode {

    private static final Pattern NUMBER =
        Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");
    private static final int SHOWN = 50;

    Kind kind() {
      if (!plain) {
        return Kind.TEXT;
      }
      return switch (text) {
        case "", "~", "null" -> Kind.NULL;
        case "true", "false" -> Kind.BOOLEAN;
        default -> NUMBER.matcher(text).matches() ? Kind.NUMBER : Kind.TEXT;
      };
    }

    @Override
    public String found() {
      return switch (kind()) {
        case NULL -> text.isEmpty() ? "nothing" : "'" + text + "'";
        case NUMBER -> "the number " + shown(text);
        case BOOLEAN -> text;
        case TEXT -> "'" + shown(text) + "'";
      };
    }

    static String shown(String text) {
      return text.codePointCount(0, text.length()) <= SHOWN
          ? text
          : text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "…";
    }
  }

  /** A sequence. */
  record Items(Position at, List<YamlNode> nodes) implements YamlNode {
    public Items {
      nodes = List.copyOf(nodes);
    }

    @Override
    public String found() {
      return "a list";
    }
  }

  /** A mapping; no two members have the same name. */
  record Members(Position at, List<Member> members) implements YamlNode {
    public Members {
      members = List.copyOf(members);
    }

    @Override
    public String found() {
      return "a mapping";
    }
  }

  /** A JSON value as it is; only in what is written. */
  record Value(Position at, Json json) implements YamlNode {
    @Override
    public String found() {
      return "a value";
    }
  }

  /** A name with its value. */
  record Member(Scalar name, YamlNode value) {}
}
