package io.taskflow.controller.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One finished run of a program.
 *
 * @param status its exit status; -1 if it had to be killed at the time limit
 * @param output what it wrote to standard output
 * @param errors what it wrote to standard error
 */
record ProgramRun(int status, String output, String errors) {

  private static final int KILLED = -1;

  /**
   * Runs a program to its end. Its output goes through files: children of it that live longer would
   * keep a pipe open.
   *
   * @throws DevException if there is no such program
   */
  static ProgramRun of(List<String> command, Duration limit) {
    try {
      Path output = Files.createTempFile("taskflow-dev", ".out");
      Path errors = Files.createTempFile("taskflow-dev", ".err");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        int status = await(process, limit);
        return new ProgramRun(status, Files.readString(output), Files.readString(errors));
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new DevException(
          "the program '%s' can't be run: %s".formatted(command.getFirst(), e), e);
    }
  }

  boolean worked() {
    return status == 0;
  }

  private static int await(Process process, Duration limit) {
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      process.destroyForcibly().waitFor();
      return KILLED;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return KILLED;
    }
  }
}
