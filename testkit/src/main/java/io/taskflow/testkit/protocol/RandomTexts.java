package io.taskflow.testkit.protocol;

import java.util.random.RandomGenerator;

/** Makes texts with everything that is hard to quote. Not thread-safe. */
final class RandomTexts {

  private static final String TOKEN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

  private static final int[] HARD = {
    '"', '\\', '/', '\n', '\t', 0, 0x1f, 0x7f, ' ', '{', ']', ',', ':', 0x85, 0xe4, 0x20ac, 0x2028,
    0xfeff, 0xfffd, 0x1f600, 0x10ffff
  };

  private final RandomGenerator random;

  RandomTexts(RandomGenerator random) {
    this.random = random;
  }

  /** 1 to some of {@code [A-Za-z0-9._-]}. */
  String token(int maxLength) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(1, maxLength + 1); i > 0; i--) {
      text.append(TOKEN.charAt(random.nextInt(TOKEN.length())));
    }
    return text.toString();
  }

  /** Any characters, control characters included; may be empty. */
  String any() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      text.appendCodePoint(codePoint());
    }
    return text.toString();
  }

  /** 1 to 200 characters, one of them visible, none of them for control. */
  String name() {
    StringBuilder text = new StringBuilder(token(1));
    for (int i = random.nextInt(random.nextBoolean() ? 20 : 200); i > 0; i--) {
      int c = codePoint();
      text.appendCodePoint(Character.isISOControl(c) ? 'x' : c);
    }
    return text.toString();
  }

  private int codePoint() {
    return switch (random.nextInt(4)) {
      case 0 -> HARD[random.nextInt(HARD.length)];
      case 1 -> {
        int c = random.nextInt(Character.MAX_CODE_POINT + 1);
        yield c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 'x' : c;
      }
      default -> random.nextInt(' ', 0x7f);
    };
  }
}
