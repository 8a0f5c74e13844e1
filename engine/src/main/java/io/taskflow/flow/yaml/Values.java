package io.taskflow.flow.yaml;

import io.taskflow.flow.Rules;
import io.taskflow.flow.yaml.YamlNode.Items;
import io.taskflow.flow.yaml.YamlNode.Kind;
import io.taskflow.flow.yaml.YamlNode.Member;
import io.taskflow.flow.yaml.YamlNode.Members;
import io.taskflow.flow.yaml.YamlNode.Scalar;
import io.taskflow.protocol.Durations;
import io.taskflow.protocol.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads single values; what is not as expected is noted, and null is the answer. Belongs to one
 * reading.
 */
final class Values {

  private final Findings findings;

  Values(Findings findings) {
    this.findings = findings;
  }

  /** A text that a rule may refuse. */
  @Nullable String text(YamlNode node, String expected, Consumer<String> rule) {
    if (node instanceof Scalar scalar && scalar.kind() == Kind.TEXT) {
      return checked(scalar, scalar.text(), rule);
    }
    boolean quotable = node instanceof Scalar scalar && scalar.kind() != Kind.NULL;
    findings.add(
        node.at(),
        "%s is expected, but found %s%s"
            .formatted(
                expected, node.found(), quotable ? "; write it in quotes if it is meant" : ""));
    return null;
  }

  @Nullable String name(YamlNode node, String what) {
    return text(node, "a name", value -> Rules.requireName(what, value));
  }

  /** A version such as 1.10 is a number for YAML; its digits count. */
  @Nullable String version(Scalar scalar, Consumer<String> rule) {
    return checked(scalar, scalar.text(), rule);
  }

  /** Names in a list, or a single one. */
  @Nullable List<String> names(YamlNode node, String what) {
    if (node instanceof Scalar) {
      String single = name(node, what);
      return single == null ? null : List.of(single);
    }
    if (!(node instanceof Items items)) {
      findings.add(node.at(), "a list of names is expected, but found " + node.found());
      return null;
    }
    List<String> names = new ArrayList<>();
    for (YamlNode item : items.nodes()) {
      String name = name(item, what);
      if (name != null) {
        names.add(name);
      }
    }
    return checked(node, names, all -> Rules.requireNames(what, all));
  }

  /** Names by name. */
  @Nullable Map<String, String> symbols(YamlNode node, String key, String value) {
    return mapping(node, key, item -> name(item, value));
  }

  /** Any values by name. */
  @Nullable Map<String, Json> jsons(YamlNode node, String key) {
    return mapping(node, key, this::json);
  }

  private <T> @Nullable Map<String, T> mapping(
      YamlNode node, String key, Function<YamlNode, @Nullable T> value) {
    if (!(node instanceof Members mapping)) {
      findings.add(node.at(), "a mapping is expected, but found " + node.found());
      return null;
    }
    Map<String, T> values = new LinkedHashMap<>();
    for (Member member : mapping.members()) {
      String name = checked(member.name(), member.name().text(), n -> Rules.requireName(key, n));
      T read = value.apply(member.value());
      if (name != null && read != null) {
        values.put(name, read);
      }
    }
    return checked(node, values, all -> Rules.requireNames(key, all.keySet()));
  }

  @Nullable Json json(YamlNode node) {
    try {
      return JsonText.of(node);
    } catch (IllegalArgumentException e) {
      findings.add(node.at(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  @Nullable Boolean bool(YamlNode node) {
    if (node instanceof Scalar scalar && scalar.kind() == Kind.BOOLEAN) {
      return scalar.text().equals("true");
    }
    findings.add(node.at(), "true or false is expected, but found " + node.found());
    return null;
  }

  @Nullable Integer integer(YamlNode node, Consumer<Integer> rule) {
    if (node instanceof Scalar scalar && scalar.kind() == Kind.NUMBER) {
      try {
        return checked(node, Integer.valueOf(scalar.text()), rule);
      } catch (NumberFormatException e) {
        // Noted below: it has a fraction, or is far too large.
      }
    }
    findings.add(
        node.at(), "a whole number up to 2,147,483,647 is expected, but found " + node.found());
    return null;
  }

  @Nullable Double number(YamlNode node, Consumer<Double> rule) {
    if (node instanceof Scalar scalar && scalar.kind() == Kind.NUMBER) {
      return checked(node, Double.valueOf(scalar.text()), rule);
    }
    findings.add(node.at(), "a number is expected, but found " + node.found());
    return null;
  }

  @Nullable Duration duration(YamlNode node, Consumer<Duration> rule) {
    if (node instanceof Scalar scalar && scalar.kind() == Kind.TEXT) {
      try {
        return checked(node, Durations.parse(scalar.text()), rule);
      } catch (IllegalArgumentException e) {
        // Noted below.
      }
    }
    findings.add(
        node.at(),
        "a duration such as 250ms, 30s, 1h30m or PT1M30S is expected, but found " + node.found());
    return null;
  }

  /** One of several texts. */
  @Nullable String choice(YamlNode node, String what, List<String> choices) {
    if (node instanceof Scalar scalar && scalar.kind() == Kind.TEXT) {
      if (choices.contains(scalar.text())) {
        return scalar.text();
      }
      findings.add(
          node.at(),
          "%s is one of %s, but found %s".formatted(what, String.join(", ", choices), node.found()),
          scalar.text(),
          choices);
      return null;
    }
    findings.add(
        node.at(),
        "%s is one of %s, but found %s".formatted(what, String.join(", ", choices), node.found()));
    return null;
  }

  /** A value, unless its rule refuses it. */
  <T> @Nullable T checked(YamlNode node, T value, Consumer<T> rule) {
    try {
      rule.accept(value);
      return value;
    } catch (IllegalArgumentException e) {
      findings.add(node.at(), String.valueOf(e.getMessage()));
      return null;
    }
  }
}
