package io.taskflow.flow;

import io.taskflow.protocol.Names;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every single value of a definition, whatever stands around it. Each rule throws
 * {@link IllegalArgumentException} that says what was expected.
 */
public final class Rules {

  /** Most arguments, symbols, rebinds or injected values of one task. */
  public static final int MAX_ENTRIES = 1_000;

  /** Far beyond any sensible timeout, and far from where adding it to a point in time overflows. */
  public static final Duration MAX_TIMEOUT = Duration.ofDays(3_650);

  private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
  private static final int MAX_TOPIC_LENGTH = 100;

  private Rules() {}

  /** The name of a task, flow, type, argument or symbol. */
  public static void requireName(String what, String value) {
    Names.requireName(what, value, FlowItem.MAX_NAME_LENGTH);
  }

  /** Several names, not too many. */
  public static void requireNames(String what, Collection<String> values) {
    if (values.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException(
          "there are %d of '%s', at most %d are allowed"
              .formatted(values.size(), what, MAX_ENTRIES));
    }
    values.forEach(value -> requireName(what, value));
  }

  /** A topic is part of a queue's name, hence shorter and plainer than a name. */
  public static void requireTopic(String value) {
    Names.requireToken("topic", value, MAX_TOPIC_LENGTH);
  }

  /** A limit of time: 1 ms to ten years, or null for none. */
  public static void requireTimeout(String what, @Nullable Duration value) {
    if (value != null && (value.compareTo(MIN_TIMEOUT) < 0 || value.compareTo(MAX_TIMEOUT) > 0)) {
      throw new IllegalArgumentException(
          what + " must be 1 ms to " + MAX_TIMEOUT.toDays() + " days, but is " + value);
    }
  }

  /** A wait: none to ten years. */
  public static void requireDelay(String what, Duration value) {
    if (value.isNegative() || value.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          what + " must be 0 to " + MAX_TIMEOUT.toDays() + " days, but is " + value);
    }
  }

  /** 0 to 9, or null for the usual. */
  public static void requirePriority(@Nullable Integer value) {
    if (value != null && (value < 0 || value > 9)) {
      throw new IllegalArgumentException("priority must be 0 (last) to 9 (first), but is " + value);
    }
  }
}
