package io.taskflow.examples.quickstart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A script that has been run to its end, and the processes that were seen to belong to it: those
 * whose command line or environment names the directory that everything of the run lies in.
 *
 * @param exitCode of the script
 * @param output and errors
 * @param seen command lines of the processes
 */
record ScriptRun(int exitCode, String output, Map<ProcessHandle, String> seen) {

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofMinutes(8);

  /**
   * Runs it.
   *
   * @param terminateAt what the output has to say for the script to be ended by SIGTERM; null for
   *     never
   * @param everything the directory that all of it lies in
   * @param temporary what the script is to take for the directory of temporary files
   * @param workingDirectory where it is called
   */
  static ScriptRun of(
      Path everything,
      Path temporary,
      Path workingDirectory,
      List<String> command,
      @Nullable String terminateAt)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(everything, "run", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workingDirectory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().put("TMPDIR", temporary.toString());
    // What an outer Maven tells its children is not for a Maven of another project.
    builder
        .environment()
        .keySet()
        .removeAll(List.of("MAVEN_PROJECTBASEDIR", "MAVEN_CMD_LINE_ARGS"));
    Map<ProcessHandle, String> seen = new LinkedHashMap<>();
    Process script = builder.start();
    try {
      boolean terminated = false;
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (!script.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        seen.putAll(belongingTo(everything));
        if (!terminated && terminateAt != null && Files.readString(output).contains(terminateAt)) {
          script.destroy();
          terminated = true;
        }
        if (System.nanoTime() > deadline) {
          throw new IOException(
              "%s has not ended within %s:%n%s"
                  .formatted(command, LIMIT, Files.readString(output)));
        }
      }
      return new ScriptRun(script.exitValue(), Files.readString(output), seen);
    } finally {
      script.destroy(); // which makes it clean up, if it still runs
    }
  }

  /** The processes that are there now, with their command lines. */
  static Map<ProcessHandle, String> belongingTo(Path directory) {
    Map<ProcessHandle, String> found = new LinkedHashMap<>();
    String mark = directory.toString();
    ProcessHandle.allProcesses()
        .filter(ProcessHandle::isAlive)
        .forEach(
            process -> {
              String command = text(process, "cmdline");
              if (command.contains(mark) || text(process, "environ").contains(mark)) {
                found.put(process, command);
              }
            });
    return found;
  }

  /** How many of the processes had this in their command line. */
  long seenWith(String text) {
    return seen.values().stream().filter(command -> command.contains(text)).count();
  }

  /** Empty where the system has no such file, or the process is gone or somebody else's. */
  private static String text(ProcessHandle process, String file) {
    try {
      return Files.readString(
              Path.of("/proc", String.valueOf(process.pid()), file), StandardCharsets.ISO_8859_1)
          .replace('\0', ' ');
    } catch (IOException e) {
      return process.info().commandLine().orElse("");
    }
  }
}
