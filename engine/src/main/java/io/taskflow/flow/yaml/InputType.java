package io.taskflow.flow.yaml;

import io.taskflow.protocol.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an input of a flow has to be. */
public enum InputType {
  /** A text. */
  STRING("a text"),
  /** A number without a fraction. */
  INTEGER("a whole number"),
  /** A number. */
  NUMBER("a number"),
  /** True or false. */
  BOOLEAN("true or false"),
  /** A list. */
  ARRAY("a list"),
  /** A mapping. */
  OBJECT("a mapping"),
  /** Anything, null included. */
  ANY("anything");

  private final String text;

  InputType(String text) {
    this.text = text;
  }

  /** For people, with its article. */
  public String text() {
    return text;
  }

  /** As documents write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All, as documents write them. */
  public static List<String> words() {
    return Arrays.stream(values()).map(InputType::word).toList();
  }

  /** The type that documents write so. */
  public static Optional<InputType> of(String word) {
    return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
  }

  /** Whether a value is of this type. */
  public boolean accepts(Json value) {
    return this == ANY
        || switch (value.text().charAt(0)) {
          case '"' -> this == STRING;
          case '[' -> this == ARRAY;
          case '{' -> this == OBJECT;
          case 't', 'f' -> this == BOOLEAN;
          case 'n' -> false;
          default -> this == NUMBER || (this == INTEGER && value.text().matches("-?[0-9]+"));
        };
  }

  /** What a value is, for people; not the value itself, which may be a secret. */
  static String found(Json value) {
    return Arrays.stream(values())
        .filter(type -> type.accepts(value))
        .findFirst()
        .filter(type -> type != ANY)
        .map(InputType::text)
        .orElse("null");
  }
}
