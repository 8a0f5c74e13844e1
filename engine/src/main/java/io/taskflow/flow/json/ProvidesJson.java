package io.taskflow.flow.json;

import io.taskflow.flow.TaskSpec.Provides;
import java.util.ArrayList;
import java.util.List;

/** What a task or retry provides: a text, an array, or an object with the keys. */
final class ProvidesJson {

  private ProvidesJson() {}

  static void write(Members out, Provides provides) {
    switch (provides) {
      case Provides.Nothing nothing -> {}
      case Provides.Whole whole -> out.text(Field.PROVIDES, whole.symbol());
      case Provides.Positional positional -> out.list(Field.PROVIDES, positional.symbols());
      case Provides.Keyed keyed ->
          out.object(Field.PROVIDES, () -> out.list(Field.KEYS, keyed.symbols()));
    }
  }

  static Provides read(JsonCursor in) {
    if (in.atArray()) {
      List<String> symbols = in.strings();
      return in.checked(() -> new Provides.Positional(symbols));
    }
    if (!in.atObject()) {
      String symbol = in.string();
      return in.checked(() -> new Provides.Whole(symbol));
    }
    List<String> keys = new ArrayList<>();
    in.object(
        name -> {
          if (!name.equals(Field.KEYS)) {
            throw in.unknown(name, "what takes a result apart by name has 'keys'");
          }
          keys.addAll(in.strings());
        });
    return in.checked(() -> new Provides.Keyed(keys));
  }
}
