package io.taskflow.protocol.json;

import io.taskflow.protocol.Json;
import io.taskflow.protocol.Timestamps;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The types of which messages are made. */
final class Types {

  /** The largest number that every JSON reader keeps exactly. */
  static final long MAX_WHOLE = (1L << 53) - 1;

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  /** Any text; halves of surrogate pairs are replaced. */
  static final Type<String> TEXT = new Text<>(Function.identity(), Function.identity());

  /** A whole number from 0 that fits an int. */
  static final Type<Integer> COUNT =
      new Whole<>(0, Integer.MAX_VALUE, Long::intValue, Long::valueOf);

  /** A whole number from 1 that fits an int. */
  static final Type<Integer> ORDINAL =
      new Whole<>(1, Integer.MAX_VALUE, Long::intValue, Long::valueOf);

  /** A whole number from 0. */
  static final Type<Long> LONG_COUNT = new Whole<>(0, MAX_WHOLE, l -> l, l -> l);

  /** A whole number of milliseconds, at least 1. */
  static final Type<Long> MILLIS = new Whole<>(1, MAX_WHOLE, l -> l, l -> l);

  /** A length of time as whole milliseconds, at least 1; what is shorter than one is rounded up. */
  static final Type<Duration> DURATION =
      new Whole<>(1, MAX_WHOLE, Duration::ofMillis, Types::millisRoundedUp);

  /** A moment, as RFC 3339 date-time of the years 0 to 9999. */
  static final Type<Instant> INSTANT = new Text<>(Types::instant, Types::rfc3339);

  /** Any number. */
  static final Type<Double> FRACTION =
      new Type<>() {
        @Override
        public void write(JsonOut out, Double value) {
          out.fraction(value);
        }

        @Override
        public Double read(JsonIn in) {
          return in.fraction();
        }
      };

  /** True or false. */
  static final Type<Boolean> TRUTH =
      new Type<>() {
        @Override
        public void write(JsonOut out, Boolean value) {
          out.truth(value);
        }

        @Override
        public Boolean read(JsonIn in) {
          return in.truth();
        }
      };

  private Types() {}

  /** A member that is encrypted if the codec has a cipher. */
  static <V> Key<V> secret(String member, Type<V> type) {
    return new Key<>(member, new SecretType<>(member, type));
  }

  /** Any JSON value up to the limit for values. */
  static Type<Json> value(String field) {
    return new Type<>() {
      @Override
      public void write(JsonOut out, Json value) {
        out.checkBytes(field, ValueSize.utf8Bytes(value.text()));
        out.value(field, value);
      }

      @Override
      public Json read(JsonIn in) {
        Json value = in.value();
        in.checkBytes(ValueSize.utf8Bytes(value.text()));
        return value;
      }
    };
  }

  /** An object of any JSON values that together are up to the limit for values. */
  static Type<SortedMap<String, Json>> valueMap(String field) {
    return new Type<>() {
      @Override
      public void write(JsonOut out, SortedMap<String, Json> values) {
        long bytes = 0;
        out.startObject();
        for (Map.Entry<String, Json> entry : values.entrySet()) {
          bytes += entryBytes(entry.getKey(), entry.getValue());
          out.checkBytes(field, bytes);
          out.name(entry.getKey());
          out.value(field, entry.getValue());
        }
        out.endObject();
      }

      @Override
      public SortedMap<String, Json> read(JsonIn in) {
        in.expectObject();
        SortedMap<String, Json> values = new TreeMap<>();
        long bytes = 0;
        while (in.nextMember()) {
          String name = in.memberName();
          Json value = in.value();
          bytes += entryBytes(name, value);
          in.checkBytes(bytes);
          values.put(name, value);
        }
        return values;
      }

      private long entryBytes(String name, Json value) {
        return ValueSize.utf8Bytes(name) + ValueSize.utf8Bytes(value.text());
      }
    };
  }

  /** A text that stands for a value; the function to it throws if the text breaks the rules. */
  static <V> Type<V> text(Function<String, V> toValue, Function<V, String> toText) {
    return new Text<>(toValue, toText);
  }

  /** The constants of an enum in lower case with hyphens. */
  static <E extends Enum<E>> Type<E> constant(Class<E> type) {
    Map<String, E> byName = new HashMap<>();
    Map<E, String> names = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      byName.put(name, constant);
      names.put(constant, name);
    }
    return new Text<>(name -> pick(byName, name), names::get);
  }

  /** An array. */
  static <V> Type<List<V>> list(Type<V> element) {
    return new Type<>() {
      @Override
      public void write(JsonOut out, List<V> values) {
        out.startArray();
        values.forEach(value -> element.write(out, value));
        out.endArray();
      }

      @Override
      public List<V> read(JsonIn in) {
        in.expectArray();
        List<V> values = new ArrayList<>();
        while (in.nextElement()) {
          values.add(element.read(in));
        }
        return values;
      }
    };
  }

  /** An object whose members are all of one type. */
  static <V> Type<Map<String, V>> map(Type<V> element) {
    return new Type<>() {
      @Override
      public void write(JsonOut out, Map<String, V> values) {
        out.startObject();
        values.forEach(
            (name, value) -> {
              out.name(name);
              element.write(out, value);
            });
        out.endObject();
      }

      @Override
      public Map<String, V> read(JsonIn in) {
        in.expectObject();
        Map<String, V> values = new TreeMap<>();
        while (in.nextMember()) {
          String name = in.memberName();
          values.put(name, element.read(in));
        }
        return values;
      }
    };
  }

  private static <E> E pick(Map<String, E> byName, String name) {
    E value = byName.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "expected one of " + new TreeMap<>(byName).keySet() + ", found '" + brief(name) + "'");
    }
    return value;
  }

  static String brief(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private static Long millisRoundedUp(Duration duration) {
    try {
      return duration.plusNanos(999_999).toMillis();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  private static Instant instant(String text) {
    try {
      return rfc3339Range(Timestamps.parse(text));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "expected a date and time such as 2026-01-31T23:59:59Z, found '" + brief(text) + "'", e);
    }
  }

  private static String rfc3339(Instant instant) {
    return Timestamps.text(rfc3339Range(instant));
  }

  private static Instant rfc3339Range(Instant instant) {
    if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
      throw new IllegalArgumentException("a time must be of the years 0000 to 9999");
    }
    return instant;
  }

  /** A value written as text. */
  private record Text<V>(Function<String, V> toValue, Function<V, String> toText)
      implements Type<V> {

    @Override
    public void write(JsonOut out, V value) {
      out.text(toText.apply(value));
    }

    @Override
    public V read(JsonIn in) {
      try {
        return toValue.apply(in.text());
      } catch (IllegalArgumentException e) {
        throw in.invalid(String.valueOf(e.getMessage()));
      }
    }
  }

  /** A value written as a whole number of a range. */
  private record Whole<V>(long min, long max, Function<Long, V> toValue, Function<V, Long> toNumber)
      implements Type<V> {

    @Override
    public void write(JsonOut out, V value) {
      long number = toNumber.apply(value);
      if (number < min || number > max) {
        throw new IllegalArgumentException(
            "a number on the wire must be from " + min + " to " + max + ", but is " + number);
      }
      out.whole(number);
    }

    @Override
    public V read(JsonIn in) {
      return toValue.apply(in.whole(min, max));
    }
  }
}
