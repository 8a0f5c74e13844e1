package io.taskflow.flow.yaml;

import io.taskflow.flow.Part;
import io.taskflow.flow.Rules;
import io.taskflow.flow.yaml.YamlNode.Items;
import io.taskflow.flow.yaml.YamlNode.Kind;
import io.taskflow.flow.yaml.YamlNode.Member;
import io.taskflow.flow.yaml.YamlNode.Members;
import io.taskflow.flow.yaml.YamlNode.Scalar;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads where the arguments of an atom come from. {@code with} is a short form: a text {@code $x}
 * is an argument that is looked up as {@code x}, everything else is a value of the argument's own.
 */
final class BindingsReader {

  /** {@code $name}; what a text needs that is meant as it is, is another {@code $} before it. */
  private static final Pattern REFERENCE = Pattern.compile("\\$(?!\\$)\\S.*");

  private static final Pattern ESCAPED = Pattern.compile("\\$\\$\\S.*");

  private final Reading reading;
  private final String path;
  private final Mapping mapping;
  private final List<String> requires = new ArrayList<>();
  private final Map<String, String> rebind = new TreeMap<>();
  private final Map<String, Json> inject = new TreeMap<>();

  private BindingsReader(Reading reading, String path, Mapping mapping) {
    this.reading = reading;
    this.path = path;
    this.mapping = mapping;
  }

  /**
   * Where arguments come from.
   *
   * @param requires what must be there
   * @param optional what may be missing
   * @param rebind argument to symbol
   * @param inject symbol to value
   */
  record Bindings(
      List<String> requires,
      List<String> optional,
      Map<String, String> rebind,
      Map<String, Json> inject) {}

  static Bindings read(Reading reading, String path, Mapping mapping) {
    return new BindingsReader(reading, path, mapping).read();
  }

  private Bindings read() {
    Values values = reading.values();
    requires.addAll(
        mapping.get(
            Word.REQUIRES, List.<String>of(), node -> values.names(node, "required argument")));
    List<String> optional =
        mapping.get(
            Word.OPTIONAL, List.<String>of(), node -> values.names(node, "optional argument"));
    rebind.putAll(
        mapping.get(
            Word.REBIND,
            Map.<String, String>of(),
            node -> values.symbols(node, "rebound argument", "symbol of a rebound argument")));
    inject.putAll(
        mapping.get(
            Word.INJECT, Map.<String, Json>of(), node -> values.jsons(node, "injected symbol")));
    places(reading.places(), path, mapping.get(Word.REQUIRES), Action.EXECUTE);
    rebindPlaces(reading.places(), path, mapping.get(Word.REBIND), Action.EXECUTE);
    YamlNode with = mapping.get(Word.WITH);
    if (with instanceof Members members) {
      members.members().forEach(this::with);
      checkOwnValues(members);
    } else if (with != null) {
      reading
          .findings()
          .add(with.at(), "arguments by name are expected, but found " + with.found());
    }
    return new Bindings(requires, optional, rebind, inject);
  }

  private void with(Member member) {
    String argument =
        reading
            .values()
            .checked(member.name(), member.name().text(), n -> Rules.requireName("argument", n));
    if (argument == null) {
      return;
    }
    if (requires.contains(argument) || rebind.containsKey(argument)) {
      reading
          .findings()
          .add(
              member.name().at(),
              "the argument '%s' is there already: say where it comes from once"
                  .formatted(argument));
      return;
    }
    requires.add(argument);
    reading.places().part(path, new Part.Argument(Action.EXECUTE, argument), member.value().at());
    String symbol = symbol(member.value());
    if (symbol == null) {
      value(member, argument);
    } else if (!symbol.equals(argument)) {
      rebind.put(argument, symbol);
      reading.places().part(path, new Part.Rebind(Action.EXECUTE, argument), member.value().at());
    }
  }

  private void value(Member member, String argument) {
    YamlNode node = member.value();
    if (node instanceof Scalar scalar
        && scalar.kind() == Kind.TEXT
        && ESCAPED.matcher(scalar.text()).matches()) {
      node = new Scalar(scalar.at(), scalar.text().substring(1), false);
    }
    Json value = reading.values().json(node);
    if (value != null) {
      inject.put(argument, value);
    }
  }

  /** What a value refers to; null if it is meant as it is. */
  private @Nullable String symbol(YamlNode node) {
    return node instanceof Scalar scalar
            && scalar.kind() == Kind.TEXT
            && REFERENCE.matcher(scalar.text()).matches()
        ? reading
            .values()
            .checked(scalar, scalar.text().substring(1), s -> Rules.requireName("symbol", s))
        : null;
  }

  /** A value is given by symbol: who refers to a symbol that has a value here would get that. */
  private void checkOwnValues(Members with) {
    for (Member member : with.members()) {
      String symbol = symbol(member.value());
      if (symbol != null && !symbol.equals(member.name().text()) && inject.containsKey(symbol)) {
        reading
            .findings()
            .add(
                member.value().at(),
                "'$%s' would be the value that this task gives to its own argument '%s'; provide it under another name"
                    .formatted(symbol, symbol));
      }
    }
  }

  /** Notes where the names in a list stand, as arguments. */
  static void places(Places places, String path, @Nullable YamlNode names, Action action) {
    for (Map.Entry<String, Position> name : positions(names).entrySet()) {
      places.part(path, new Part.Argument(action, name.getKey()), name.getValue());
    }
  }

  /** Notes where the members of a rebind stand. */
  static void rebindPlaces(Places places, String path, @Nullable YamlNode rebind, Action action) {
    if (rebind instanceof Members members) {
      for (Member member : members.members()) {
        places.part(path, new Part.Rebind(action, member.name().text()), member.name().at());
      }
    }
  }

  /** Notes where provided symbols stand. */
  static void providedPlaces(Places places, String path, @Nullable YamlNode provides) {
    YamlNode names = provides;
    if (provides instanceof Members members && !members.members().isEmpty()) {
      names = members.members().getFirst().value();
    }
    for (Map.Entry<String, Position> name : positions(names).entrySet()) {
      places.part(path, new Part.Provided(name.getKey()), name.getValue());
    }
  }

  /** Of a name that is there twice the second one, which is one too many. */
  private static Map<String, Position> positions(@Nullable YamlNode names) {
    Map<String, Position> positions = new LinkedHashMap<>();
    switch (names) {
      case Scalar single -> positions.put(single.text(), single.at());
      case Items items -> items.nodes().forEach(node -> positions.putAll(positions(node)));
      case null, default -> {}
    }
    return positions;
  }
}
