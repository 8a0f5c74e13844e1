package io.taskflow.flow.yaml;

import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.flow.yaml.YamlNode.Items;
import io.taskflow.flow.yaml.YamlNode.Members;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a task or retry provides: a name, a list of names, or a mapping with the keys. */
final class ProvidesReader {

  private static final String SYMBOL = "provided symbol";

  private ProvidesReader() {}

  static Provides read(Reading reading, String path, Mapping mapping) {
    YamlNode node = mapping.get(Word.PROVIDES);
    BindingsReader.providedPlaces(reading.places(), path, node);
    Provides provides = node == null ? null : read(reading, node);
    return provides == null ? new Provides.Nothing() : provides;
  }

  private static @Nullable Provides read(Reading reading, YamlNode node) {
    return switch (node) {
      case Items items -> {
        List<String> names = reading.values().names(items, SYMBOL);
        yield names == null ? null : reading.made(node.at(), () -> new Provides.Positional(names));
      }
      case Members members -> {
        Mapping mapping = Mapping.of(members, Shape.KEYS, reading.findings());
        List<String> keys = mapping.get(Word.KEYS, n -> reading.values().names(n, SYMBOL));
        yield keys == null ? null : reading.made(node.at(), () -> new Provides.Keyed(keys));
      }
      default -> {
        String symbol = reading.values().name(node, SYMBOL);
        yield symbol == null ? null : new Provides.Whole(symbol);
      }
    };
  }
}
