package io.taskflow.protocol.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a record is an object on the wire: declared once, for both directions. Members are written in
 * the order of declaration and read in any order; unknown members are ignored. Immutable.
 */
final class Shape<T> implements Type<T> {

  private final List<Member<T, ?>> members;
  private final Map<String, Member<T, ?>> byName;
  private final Function<Values, T> constructor;

  private Shape(List<Member<T, ?>> members, Function<Values, T> constructor) {
    this.members = List.copyOf(members);
    this.constructor = constructor;
    this.byName = new HashMap<>();
    members.forEach(member -> byName.put(member.key.name(), member));
  }

  static <T> Builder<T> builder() {
    return new Builder<>();
  }

  @Override
  public void write(JsonOut out, T value) {
    out.startObject();
    for (Member<T, ?> member : members) {
      member.write(out, value);
    }
    out.endObject();
  }

  /** Writes the members into the message's own object, and notes how large each is. */
  void writeMembers(JsonOut out, T value) {
    for (Member<T, ?> member : members) {
      member.write(out, value);
      out.measure(member.key.name());
    }
  }

  @Override
  public T read(JsonIn in) {
    return read(in, false);
  }

  /** Reads no further than to where all required members have been seen. */
  T readPrefix(JsonIn in) {
    return read(in, true);
  }

  /** Reads an object of which members that this shape doesn't have were read already. */
  T readRest(JsonIn in) {
    return readMembers(in, false);
  }

  private T read(JsonIn in, boolean prefix) {
    in.expectObject();
    return readMembers(in, prefix);
  }

  private T readMembers(JsonIn in, boolean prefix) {
    Values values = new Values();
    while (!(prefix && missing(values) == null) && in.nextMember()) {
      Member<T, ?> member = byName.get(in.memberName());
      if (member == null) {
        in.skip();
      } else {
        values.put(member.key.name(), member.key.type().read(in));
      }
    }
    String missing = missing(values);
    if (missing != null) {
      throw in.missing(missing);
    }
    try {
      return constructor.apply(values);
    } catch (IllegalArgumentException e) {
      throw in.invalid(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable String missing(Values values) {
    for (Member<T, ?> member : members) {
      if (member.required && !values.has(member.key.name())) {
        return member.key.name();
      }
    }
    return null;
  }

  /** One member: where its value is in the record, and whether it is always there. */
  private record Member<T, V>(Key<V> key, boolean required, Function<T, @Nullable V> of) {

    void write(JsonOut out, T whole) {
      V value = of.apply(whole);
      if (value != null) {
        out.name(key.name());
        key.type().write(out, value);
      }
    }
  }

  /** Collects the members of a shape. */
  static final class Builder<T> {

    private final List<Member<T, ?>> members = new ArrayList<>();

    /** A member that every message has. */
    <V> Builder<T> required(Key<V> key, Function<T, V> of) {
      members.add(new Member<>(key, true, of::apply));
      return this;
    }

    /** A member that is left out where the function gives null. */
    <V> Builder<T> optional(Key<V> key, Function<T, @Nullable V> of) {
      members.add(new Member<>(key, false, of));
      return this;
    }

    /**
     * The shape whose records are made by the function. What it throws as {@code
     * IllegalArgumentException} is a fault of the message.
     */
    Shape<T> build(Function<Values, T> constructor) {
      return new Shape<>(members, constructor);
    }
  }
}
