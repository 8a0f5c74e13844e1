package io.taskflow.flow.yaml;

import io.taskflow.flow.Part;
import io.taskflow.flow.RetryRule;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.flow.yaml.YamlNode.Items;
import io.taskflow.flow.yaml.YamlNode.Kind;
import io.taskflow.flow.yaml.YamlNode.Members;
import io.taskflow.flow.yaml.YamlNode.Scalar;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the retry of a flow: a number of times, the name of a rule, or a mapping. */
final class RetryReader {

  private static final List<String> RULES =
      List.of(
          Word.TIMES,
          Word.FOR_EACH,
          Word.PARAMETERIZED_FOR_EACH,
          Word.ALWAYS_REVERT,
          Word.ALWAYS_REVERT_ALL,
          Word.NAMED);

  private static final List<String> WITHOUT_SETTINGS =
      List.of(Word.ALWAYS_REVERT, Word.ALWAYS_REVERT_ALL);

  /** Rules that can give up with REVERT_ALL. */
  private static final Set<String> GIVE_UP =
      Set.of(Word.TIMES, Word.FOR_EACH, Word.PARAMETERIZED_FOR_EACH);

  private final Reading reading;
  private final String path;
  private final String flow;

  private RetryReader(Reading reading, String path, String flow) {
    this.reading = reading;
    this.path = path;
    this.flow = flow;
  }

  /**
   * @param path of the flow
   * @param flow its name, from which that of the retry follows
   */
  static @Nullable RetrySpec read(Reading reading, String path, String flow, YamlNode node) {
    return new RetryReader(reading, path, flow).read(node);
  }

  private @Nullable RetrySpec read(YamlNode node) {
    return switch (node) {
      case Scalar scalar when scalar.kind() == Kind.NUMBER -> {
        Integer times = times(scalar);
        yield times == null ? null : plain(scalar.at(), new RetryRule.Times(times, false));
      }
      case Scalar scalar -> {
        String rule = reading.values().choice(scalar, "a retry without settings", WITHOUT_SETTINGS);
        yield rule == null ? null : plain(scalar.at(), always(rule));
      }
      case Members members -> mapping(members);
      default -> {
        reading
            .findings()
            .add(
                node.at(),
                "a retry is a number of times, a mapping, or one of %s, but found %s"
                    .formatted(String.join(", ", WITHOUT_SETTINGS), node.found()));
        yield null;
      }
    };
  }

  private @Nullable RetrySpec plain(Position at, RetryRule rule) {
    return make(at, RetrySpec.defaultName(flow), rule, List.of(), new Provides.Nothing(), Map.of());
  }

  private static RetryRule always(String rule) {
    return rule.equals(Word.ALWAYS_REVERT)
        ? new RetryRule.AlwaysRevert()
        : new RetryRule.AlwaysRevertAll();
  }

  private @Nullable RetrySpec mapping(Members node) {
    Mapping mapping = Mapping.of(node, Shape.RETRY, reading.findings());
    List<String> said = RULES.stream().filter(mapping::has).toList();
    if (said.size() != 1) {
      reading
          .findings()
          .add(
              said.size() < 2 ? node.at() : mapping.at(said.get(1)),
              "a retry has one of %s, but found %s"
                  .formatted(
                      String.join(", ", RULES),
                      said.isEmpty() ? "none" : String.join(" and ", said)));
      return null;
    }
    String is = said.getFirst();
    checkFits(mapping, is);
    Values values = reading.values();
    String name =
        mapping.get(Word.NAME, RetrySpec.defaultName(flow), n -> values.name(n, "retry name"));
    String own = path + "/" + name;
    List<String> requires =
        new ArrayList<>(
            mapping.get(
                Word.REQUIRES, List.<String>of(), n -> values.names(n, "required argument")));
    BindingsReader.places(reading.places(), own, mapping.get(Word.REQUIRES), Action.EXECUTE);
    Map<String, String> rebind =
        new TreeMap<>(
            mapping.get(
                Word.REBIND,
                Map.<String, String>of(),
                n -> values.symbols(n, "rebound argument", "symbol of a rebound argument")));
    BindingsReader.rebindPlaces(reading.places(), own, mapping.get(Word.REBIND), Action.EXECUTE);
    Provides provides = ProvidesReader.read(reading, own, mapping);
    RetryRule rule = rule(mapping, is, own, rebind);
    return rule == null ? null : make(mapping.at(is), name, rule, requires, provides, rebind);
  }

  private @Nullable RetrySpec make(
      Position at,
      String name,
      RetryRule rule,
      List<String> requires,
      Provides provides,
      Map<String, String> rebind) {
    reading.places().item(path + "/" + name, at);
    return reading.made(at, () -> new RetrySpec(name, rule, requires, provides, rebind));
  }

  private void checkFits(Mapping mapping, String rule) {
    if (mapping.has(Word.SETTINGS) && !rule.equals(Word.NAMED)) {
      reading
          .findings()
          .add(
              mapping.at(Word.SETTINGS), "settings are for a retry that is named, not for " + rule);
    }
    if (mapping.has(Word.REVERT_ALL) && !GIVE_UP.contains(rule)) {
      reading
          .findings()
          .add(
              mapping.at(Word.REVERT_ALL),
              "a retry by %s has no choice of revertAll".formatted(rule));
    }
  }

  private @Nullable RetryRule rule(
      Mapping mapping, String is, String own, Map<String, String> rebind) {
    Values values = reading.values();
    boolean all = mapping.get(Word.REVERT_ALL, Boolean.FALSE, values::bool);
    return switch (is) {
      case Word.TIMES -> {
        Integer times = mapping.get(is, this::times);
        yield times == null ? null : new RetryRule.Times(times, all);
      }
      case Word.FOR_EACH -> {
        List<Json> each = mapping.get(is, this::each);
        yield each == null ? null : new RetryRule.ForEach(each, all);
      }
      case Word.PARAMETERIZED_FOR_EACH -> {
        list(mapping, own, rebind);
        yield new RetryRule.ParameterizedForEach(all);
      }
      case Word.NAMED -> {
        String controller = mapping.get(is, n -> values.name(n, "name of a retry controller"));
        Json settings = mapping.get(Word.SETTINGS, Json.NULL, values::json);
        yield controller == null ? null : new RetryRule.Named(controller, settings);
      }
      default -> {
        Boolean yes = mapping.get(is, values::bool);
        if (Boolean.FALSE.equals(yes)) {
          reading.findings().add(mapping.at(is), "true is expected; leave the retry out for none");
        }
        yield always(is);
      }
    };
  }

  private @Nullable Integer times(YamlNode node) {
    return reading.values().integer(node, times -> new RetryRule.Times(times, false));
  }

  private @Nullable List<Json> each(YamlNode node) {
    if (!(node instanceof Items items)) {
      reading
          .findings()
          .add(
              node.at(),
              "a list of values is expected, but found %s; for a list that the flow has, write %s"
                  .formatted(node.found(), Word.PARAMETERIZED_FOR_EACH));
      return null;
    }
    List<Json> each = new ArrayList<>();
    for (YamlNode item : items.nodes()) {
      Json value = reading.values().json(item);
      if (value != null) {
        each.add(value);
      }
    }
    return each;
  }

  /** The symbol of the list stands for a rebind of the rule's only argument. */
  private void list(Mapping mapping, String own, Map<String, String> rebind) {
    String argument = RetryRule.ParameterizedForEach.VALUES;
    YamlNode node = mapping.get(Word.PARAMETERIZED_FOR_EACH);
    String symbol = node == null ? null : reading.values().name(node, "symbol of a list");
    if (symbol == null || node == null) {
      return;
    }
    reading.places().part(own, new Part.Argument(Action.EXECUTE, argument), node.at());
    if (!symbol.equals(argument) && rebind.putIfAbsent(argument, symbol) != null) {
      reading
          .findings()
          .add(
              node.at(),
              "'%s' is rebound already: say where it comes from once".formatted(argument));
    }
  }
}
