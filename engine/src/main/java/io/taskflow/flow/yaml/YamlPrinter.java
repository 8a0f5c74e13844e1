package io.taskflow.flow.yaml;

import io.taskflow.flow.yaml.YamlNode.Items;
import io.taskflow.flow.yaml.YamlNode.Member;
import io.taskflow.flow.yaml.YamlNode.Members;
import io.taskflow.flow.yaml.YamlNode.Scalar;
import io.taskflow.flow.yaml.YamlNode.Value;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes nodes as YAML: one member a line, short lists in one, values as JSON. */
final class YamlPrinter {

  /** YAML looks only so far for the end of a name: longer ones have to be marked. */
  private static final int LONG_NAME = 500;

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");

  /** What some readers of YAML take for something else than a text. */
  private static final Set<String> SPECIAL =
      Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n");

  private final StringBuilder out = new StringBuilder();

  private YamlPrinter() {}

  static String print(Members root) {
    YamlPrinter printer = new YamlPrinter();
    printer.block(root, 0, false);
    return printer.out.toString();
  }

  /**
   * @param begun whether the first line is indented already
   */
  private void block(Members mapping, int indent, boolean begun) {
    boolean indented = begun;
    for (Member member : mapping.members()) {
      if (!indented) {
        indent(indent);
      }
      indented = false;
      name(member.name(), indent);
      value(member.value(), indent);
    }
  }

  private void name(Scalar name, int indent) {
    int start = out.length();
    text(name);
    if (out.length() - start > LONG_NAME) {
      out.insert(start, "? ").append('\n');
      indent(indent);
    }
    out.append(':');
  }

  private void value(YamlNode node, int indent) {
    switch (node) {
      case Members mapping when !mapping.members().isEmpty() -> {
        out.append('\n');
        block(mapping, indent + 2, false);
      }
      case Items list when list.nodes().stream().anyMatch(Members.class::isInstance) ->
          list(list.nodes(), indent);
      default -> {
        out.append(' ');
        inline(node);
        out.append('\n');
      }
    }
  }

  private void list(List<YamlNode> nodes, int indent) {
    out.append('\n');
    for (YamlNode node : nodes) {
      indent(indent);
      out.append("- ");
      if (node instanceof Members mapping && !mapping.members().isEmpty()) {
        block(mapping, indent + 2, true);
      } else {
        inline(node);
        out.append('\n');
      }
    }
  }

  private void inline(YamlNode node) {
    switch (node) {
      case Scalar scalar -> text(scalar);
      case Value value -> json(value.json().text());
      case Members mapping -> out.append("{}");
      case Items list -> {
        out.append('[');
        String between = "";
        for (YamlNode each : list.nodes()) {
          out.append(between);
          inline(each);
          between = ", ";
        }
        out.append(']');
      }
    }
  }

  private void text(Scalar scalar) {
    String text = scalar.text();
    boolean quoted =
        !PLAIN.matcher(text).matches() || SPECIAL.contains(text.toLowerCase(Locale.ROOT));
    if (scalar.plain() || !quoted) {
      out.append(text);
    } else {
      JsonText.string(out, text);
    }
  }

  /** JSON is YAML but for some characters in its texts, and for very long names. */
  private void json(String json) {
    int start = 0;
    boolean inText = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '"') {
        inText = !inText;
        if (inText) {
          start = out.length();
        }
      }
      if (JsonText.printable(json, i)) {
        out.append(c);
      } else {
        JsonText.escape(out, c);
      }
      if (inText && c == '\\') {
        out.append(json.charAt(++i));
      }
      if (c == ':' && !inText && out.length() - start > LONG_NAME) {
        out.insert(start, "? ");
      }
    }
  }

  private void indent(int spaces) {
    out.append(" ".repeat(spaces));
  }
}
