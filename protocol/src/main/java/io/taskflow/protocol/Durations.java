package io.taskflow.protocol;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 30s}, {@code 1h30m}, {@code 2d}. */
public final class Durations {

  private static final Pattern PART = Pattern.compile("(\\d{1,18})(ms|s|m|h|d)");
  private static final Pattern SHORT = Pattern.compile("(?:" + PART.pattern() + ")+");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private Durations() {}

  /**
   * Reads numbers with units, one after the other and added up, or the ISO form {@code PT1M30S}.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static Duration parse(String text) {
    try {
      if (!SHORT.matcher(text).matches()) {
        return Duration.parse(text);
      }
      Duration sum = Duration.ZERO;
      Matcher part = PART.matcher(text);
      while (part.find()) {
        Duration unit = UNITS.getOrDefault(part.group(2), Duration.ZERO);
        sum = sum.plus(unit.multipliedBy(Long.parseLong(part.group(1))));
      }
      return sum;
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no duration; write 250ms, 30s, 5m, 2h or PT1M30S", e);
    }
  }

  /** The shortest form that {@link #parse} reads as the same. */
  public static String format(Duration value) {
    if (value.isNegative() || value.getNano() % 1_000_000 != 0) {
      return value.toString();
    }
    StringBuilder text = new StringBuilder();
    append(text, value.toDays(), "d");
    append(text, value.toHoursPart(), "h");
    append(text, value.toMinutesPart(), "m");
    append(text, value.toSecondsPart(), "s");
    append(text, value.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long amount, String unit) {
    if (amount != 0) {
      text.append(amount).append(unit);
    }
  }
}
