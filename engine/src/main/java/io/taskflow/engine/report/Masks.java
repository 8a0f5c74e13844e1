package io.taskflow.engine.report;

import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides by names which values are secret, and masks them wherever they are. Immutable. */
final class Masks {

  /** What stands in place of a secret. */
  static final String MASK = "***";

  private final List<String> words;

  Masks(Set<String> words) {
    this.words = words.stream().map(Masks::plain).filter(word -> !word.isEmpty()).toList();
  }

  /** Whether values of that name are secret. */
  boolean hides(String name) {
    String plain = plain(name);
    return words.stream().anyMatch(plain::contains);
  }

  /** The value as text, with the secrets in it masked. */
  String text(Json value) {
    String text = value.text();
    boolean container = text.startsWith("{") || text.startsWith("[");
    return container && !words.isEmpty() ? Json.of(masked(value.toObject())).text() : text;
  }

  /** Values are nested no deeper than JSON may be, so recursion ends in time. */
  private @Nullable Object masked(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> members -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        members.forEach(
            (key, member) -> {
              String name = String.valueOf(key);
              copy.put(name, hides(name) ? MASK : masked(member));
            });
        yield copy;
      }
      case List<?> elements -> {
        List<@Nullable Object> copy = new ArrayList<>(elements.size());
        elements.forEach(element -> copy.add(masked(element)));
        yield copy;
      }
      case null, default -> value;
    };
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[_. -]", "");
  }
}
