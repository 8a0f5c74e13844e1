package io.taskflow.protocol.transport;

import io.taskflow.protocol.transport.Declaration.ExchangeKind;

/**
 * Which bindings a message matches, by the rules of AMQP 0-9-1; for implementations of a transport.
 * Pure.
 */
public final class Routing {

  private static final String ONE_WORD = "*";
  private static final String ANY_WORDS = "#";

  private Routing() {}

  /** Whether an exchange of this kind sends a message with the routing key over the binding. */
  public static boolean matches(ExchangeKind kind, String bindingKey, String routingKey) {
    return switch (kind) {
      case DIRECT -> bindingKey.equals(routingKey);
      case TOPIC -> matchesWords(words(bindingKey), words(routingKey));
    };
  }

  /** An empty key has no words; an empty text between two dots is a word. */
  private static String[] words(String key) {
    return key.isEmpty() ? new String[0] : key.split("\\.", -1);
  }

  /**
   * On a mismatch after a {@code #}, that {@code #} swallows one word more and matching goes on
   * behind it; earlier ones never have to change, so the cost stays quadratic at worst.
   */
  private static boolean matchesWords(String[] pattern, String[] words) {
    int p = 0;
    int w = 0;
    int behindAny = -1;
    int swallowed = 0;
    while (w < words.length) {
      if (p < pattern.length && pattern[p].equals(ANY_WORDS)) {
        behindAny = ++p;
        swallowed = w;
      } else if (p < pattern.length
          && (pattern[p].equals(ONE_WORD) || pattern[p].equals(words[w]))) {
        p++;
        w++;
      } else if (behindAny >= 0) {
        p = behindAny;
        w = ++swallowed;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p].equals(ANY_WORDS)) {
      p++;
    }
    return p == pattern.length;
  }
}
