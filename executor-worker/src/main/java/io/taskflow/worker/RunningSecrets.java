package io.taskflow.worker;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The secrets of all attempts that run in this JVM now: what is logged meanwhile can be masked as
 * answers are. A worker process does so with its own log; others may call {@link #mask} from
 * theirs. Thread-safe.
 */
public final class RunningSecrets {

  private static final Set<Masking> RUNNING = ConcurrentHashMap.newKeySet();

  private RunningSecrets() {}

  /** The text with {@code ***} in place of every secret that a running attempt was given. */
  public static String mask(String text) {
    String masked = text;
    for (Masking masking : RUNNING) {
      masked = masking.text(masked);
    }
    return masked;
  }

  static void begin(Masking masking) {
    if (masking != Masking.NONE) {
      RUNNING.add(masking);
    }
  }

  static void end(Masking masking) {
    RUNNING.remove(masking);
  }
}
