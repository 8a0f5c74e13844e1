package io.taskflow.protocol.security;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A secret that is kept in a file, such as platforms mount them. Stateless. */
public final class SecretFile {

  /** Longer than any password. */
  private static final int LONGEST_LINE = 64 * 1024;

  private SecretFile() {}

  /**
   * The file's first line, without its end.
   *
   * @param what the secret is, for errors, such as {@code password}
   * @throws IllegalArgumentException if the file can't be read or its first line is empty or longer
   *     than 64 KiB; the message names the file and never shows what is in it
   */
  public static String firstLine(String what, Path file) {
    char[] line = new char[LONGEST_LINE];
    int length = 0;
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      int next;
      while ((next = reader.read()) >= 0 && next != '\n' && next != '\r') {
        if (length == LONGEST_LINE) {
          throw new IllegalArgumentException(
              "the %s file %s has a first line of more than %d characters: is this the right file?"
                  .formatted(what, file, LONGEST_LINE));
        }
        line[length++] = (char) next;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the %s file %s can't be read: %s".formatted(what, file, e), e);
    }
    if (length == 0) {
      throw new IllegalArgumentException(
          "the %s file %s is empty: its first line is the %s".formatted(what, file, what));
    }
    return new String(line, 0, length);
  }
}
