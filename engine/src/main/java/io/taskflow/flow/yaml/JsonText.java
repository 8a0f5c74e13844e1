package io.taskflow.flow.yaml;

import io.taskflow.flow.yaml.YamlNode.Items;
import io.taskflow.flow.yaml.YamlNode.Member;
import io.taskflow.flow.yaml.YamlNode.Members;
import io.taskflow.flow.yaml.YamlNode.Scalar;
import io.taskflow.flow.yaml.YamlNode.Value;
import io.taskflow.protocol.InvalidJsonException;
import io.taskflow.protocol.Json;

/** Nodes as JSON values, numbers digit for digit. */
final class JsonText {

  private static final String HEX = "0123456789abcdef";

  private final StringBuilder text = new StringBuilder();

  private JsonText() {}

  /**
   * The value of a node.
   *
   * @throws InvalidJsonException if it is nested too deep, or a number is far too long
   */
  static Json of(YamlNode node) {
    return Json.parse(print(node));
  }

  /** The text of a node, of any depth. */
  static String print(YamlNode node) {
    JsonText json = new JsonText();
    json.write(node);
    return json.text.toString();
  }

  private void write(YamlNode node) {
    switch (node) {
      case Scalar scalar -> scalar(scalar);
      case Items items -> {
        char before = '[';
        for (YamlNode item : items.nodes()) {
          text.append(before);
          write(item);
          before = ',';
        }
        text.append(before == '[' ? "[]" : "]");
      }
      case Members members -> {
        char before = '{';
        for (Member member : members.members()) {
          text.append(before);
          string(text, member.name().text());
          text.append(':');
          write(member.value());
          before = ',';
        }
        text.append(before == '{' ? "{}" : "}");
      }
      case Value value -> text.append(value.json().text());
    }
  }

  private void scalar(Scalar scalar) {
    switch (scalar.kind()) {
      case NULL -> text.append("null");
      case NUMBER, BOOLEAN -> text.append(scalar.text());
      case TEXT -> string(text, scalar.text());
    }
  }

  /** Appends a text in quotes, as both JSON and YAML read it. */
  static void string(StringBuilder out, String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> {
          if (printable(value, i)) {
            out.append(c);
          } else {
            escape(out, c);
          }
        }
      }
    }
    out.append('"');
  }

  static void escape(StringBuilder out, char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX.charAt((c >> shift) & 0xf));
    }
  }

  /** Whether YAML allows the character at an index as it is; half a surrogate pair it does not. */
  static boolean printable(CharSequence text, int index) {
    char c = text.charAt(index);
    if (Character.isHighSurrogate(c)) {
      return index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
    }
    return (c >= 0x20 && c < 0x7f)
        || (c >= 0xa0 && c != 0x2028 && c != 0x2029 && c != 0xfeff && c < 0xfffe);
  }
}
