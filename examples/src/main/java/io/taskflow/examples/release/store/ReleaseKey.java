package io.taskflow.examples.release.store;

/**
 * Names a release and the flow that makes it. Only that flow may change or remove it, however late
 * one of its attempts arrives.
 *
 * @param name unique in the store: 1 to {@value #MAX_NAME_LENGTH} letters, digits, {@code .},
 *     {@code _} and {@code -}, beginning with a letter or digit
 * @param flow id of the flow
 */
public record ReleaseKey(String name, String flow) {

  /** Longest name, in characters. */
  public static final int MAX_NAME_LENGTH = 100;

  public ReleaseKey {
    if (name.length() > MAX_NAME_LENGTH || !name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "a release's name must be 1 to "
              + MAX_NAME_LENGTH
              + " letters, digits, '.', '_' and '-', beginning with a letter or digit, but is '"
              + name
              + "'");
    }
  }
}
