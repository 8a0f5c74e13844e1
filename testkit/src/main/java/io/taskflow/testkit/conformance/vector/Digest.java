package io.taskflow.testkit.conformance.vector;

import io.taskflow.protocol.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A number for any value, so that what a task was given shows in what it returns. */
final class Digest {

  static final BigInteger MODULUS = BigInteger.valueOf(1_000_003);
  private static final BigInteger FAILURE = BigInteger.valueOf(7);

  private Digest() {}

  static BigInteger of(Json value) {
    return of(value.toObject());
  }

  private static BigInteger of(@Nullable Object value) {
    return switch (value) {
      case null -> BigInteger.ZERO;
      case Boolean truth -> truth ? BigInteger.ONE : BigInteger.ZERO;
      case Number number -> new BigDecimal(number.toString()).toBigInteger();
      case String text -> BigInteger.valueOf(text.codePointCount(0, text.length()));
      case List<?> list -> sum(list);
      case Map<?, ?> map -> map.containsKey("$failure") ? FAILURE : sum(map.values());
      default -> throw new IllegalArgumentException("not a JSON value: " + value);
    };
  }

  private static BigInteger sum(Collection<?> values) {
    return values.stream().map(Digest::of).reduce(BigInteger.ZERO, BigInteger::add).mod(MODULUS);
  }
}
