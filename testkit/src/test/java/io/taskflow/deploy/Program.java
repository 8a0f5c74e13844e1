package io.taskflow.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What became of a program.
 *
 * @param status its exit status
 * @param output what it printed
 */
record Program(int status, String output) {

  private static final int NOT_THERE = 127;

  /** Runs one to its end; one that is not there ends as it does in a shell. */
  static Program run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Program(process.waitFor(), output);
    } catch (IOException e) {
      return new Program(NOT_THERE, String.join(" ", List.of(command)) + ": " + e.getMessage());
    }
  }

  static boolean installed(String... version) throws InterruptedException {
    return run(version).status() == 0;
  }
}
