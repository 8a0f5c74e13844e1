package io.taskflow.protocol;

/**
 * Opaque proof of which attempt a reply belongs to. The engine makes a new one for every dispatch;
 * only a reply that carries the token of the attempt that is open now counts.
 *
 * @param value 1 to {@value #MAX_LENGTH} characters of {@code [A-Za-z0-9._-]}
 */
public record AttemptToken(String value) {

  /** Longest accepted token, in characters. */
  public static final int MAX_LENGTH = 64;

  public AttemptToken {
    Names.requireToken("attempt token", value, MAX_LENGTH);
  }

  @Override
  public String toString() {
    return value;
  }
}
