package io.taskflow.testkit.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One finished run of a program.
 *
 * @param command program and arguments
 * @param exitCode its exit status; -1 if it had to be killed at the time limit
 * @param output what it wrote to standard output
 * @param errors what it wrote to standard error
 */
record ProcessRun(List<String> command, int exitCode, String output, String errors) {

  private static final int KILLED = -1;

  /**
   * Runs a program to its end. Its output goes through files: long-lived children that inherited a
   * pipe would keep its reader waiting for ever.
   */
  static ProcessRun of(List<String> command, Duration limit) {
    try {
      Path output = Files.createTempFile("taskflow-run", ".out");
      Path errors = Files.createTempFile("taskflow-run", ".err");
      try {
        int exitCode = run(command, limit, output, errors);
        return new ProcessRun(
            List.copyOf(command), exitCode, Files.readString(output), Files.readString(errors));
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command.getFirst(), e);
    }
  }

  /** Says what was run and how it failed. */
  String problem() {
    String how =
        exitCode == KILLED ? "was killed at its time limit" : "failed with exit status " + exitCode;
    return "%s %s%n%s%s".formatted(String.join(" ", command), how, errors, output);
  }

  private static int run(List<String> command, Duration limit, Path output, Path errors)
      throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      process.destroyForcibly().waitFor();
      return KILLED;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new BrokerException("interrupted while waiting for " + command, e);
    }
  }
}
