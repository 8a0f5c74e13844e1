package io.taskflow.worker.std.manual;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text with places for values: {@code {name}} for an argument, {@code {name.member}} and {@code
 * {name.0}} for a part of one. What has no value stays as it is. Immutable.
 *
 * @param text the text
 */
public record Template(String text) {

  private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z_$][\\w$-]*(?:\\.[\\w$-]+)*)}");

  /**
   * The text with its values.
   *
   * @param values by name
   * @param escape makes a value fit for where it stands
   */
  public String fill(Map<String, ? extends @Nullable Object> values, UnaryOperator<String> escape) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    value(place.group(1), values).map(escape).orElse(place.group())));
  }

  /** Whether every place has a value. */
  public boolean isFilledBy(Map<String, ? extends @Nullable Object> values) {
    return PLACE.matcher(text).results().allMatch(p -> value(p.group(1), values).isPresent());
  }

  private static Optional<String> value(
      String path, Map<String, ? extends @Nullable Object> values) {
    Object value = values;
    for (String step : path.split("\\.", -1)) {
      value =
          switch (value) {
            case Map<?, ?> map -> map.get(step);
            case List<?> list when step.matches("\\d{1,9}") -> {
              int index = Integer.parseInt(step);
              yield index < list.size() ? list.get(index) : null;
            }
            case null, default -> null;
          };
    }
    return Optional.ofNullable(value).map(Object::toString);
  }
}
