package io.taskflow.flow.yaml;

import io.taskflow.flow.yaml.YamlNode.Items;
import io.taskflow.flow.yaml.YamlNode.Member;
import io.taskflow.flow.yaml.YamlNode.Members;
import io.taskflow.flow.yaml.YamlNode.Scalar;
import io.taskflow.flow.yaml.YamlNode.Value;
import io.taskflow.protocol.Durations;
import io.taskflow.protocol.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects the members of a mapping that is to be written, in order. */
final class Outline {

  private final List<Member> members = new ArrayList<>();

  Members toNode() {
    return new Members(Position.START, members);
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  void node(String name, YamlNode value) {
    members.add(new Member(text(name), value));
  }

  void text(String name, String value) {
    node(name, text(value));
  }

  void unlessEmpty(String name, String value) {
    if (!value.isEmpty()) {
      text(name, value);
    }
  }

  void unlessEqual(String name, String value, String usual) {
    if (!value.equals(usual)) {
      text(name, value);
    }
  }

  void unlessNull(String name, @Nullable String value) {
    if (value != null) {
      text(name, value);
    }
  }

  void unlessNull(String name, @Nullable Integer value) {
    if (value != null) {
      number(name, value);
    }
  }

  void unlessNull(String name, @Nullable Duration value) {
    if (value != null) {
      text(name, Durations.format(value));
    }
  }

  void unlessEqual(String name, Duration value, Duration usual) {
    if (!value.equals(usual)) {
      unlessNull(name, value);
    }
  }

  void number(String name, Number value) {
    node(name, new Scalar(Position.START, value.toString(), true));
  }

  void bool(String name, boolean value) {
    node(name, new Scalar(Position.START, String.valueOf(value), true));
  }

  void json(String name, Json value) {
    node(name, new Value(Position.START, value));
  }

  void names(String name, List<String> values) {
    List<YamlNode> nodes = new ArrayList<>();
    values.forEach(value -> nodes.add(text(value)));
    node(name, new Items(Position.START, nodes));
  }

  void unlessEmpty(String name, List<String> values) {
    if (!values.isEmpty()) {
      names(name, values);
    }
  }

  void symbols(String name, Map<String, String> values) {
    members(name, inner -> values.forEach(inner::text));
  }

  void unlessEmpty(String name, Map<String, String> values) {
    if (!values.isEmpty()) {
      symbols(name, values);
    }
  }

  void members(String name, Consumer<Outline> writer) {
    node(name, of(writer));
  }

  static Members of(Consumer<Outline> writer) {
    Outline outline = new Outline();
    writer.accept(outline);
    return outline.toNode();
  }

  private static Scalar text(String value) {
    return new Scalar(Position.START, value, false);
  }
}
