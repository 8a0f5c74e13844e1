package io.taskflow.testkit.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM that a campaign has started. Its output goes to a file, its id beside it. Thread-safe. */
final class ChildProcess {

  private final Process process;
  private final Path pidFile;

  private ChildProcess(Process process, Path pidFile) {
    this.process = process;
    this.pidFile = pidFile;
  }

  /**
   * Starts a main class with the Java of this process.
   *
   * @param name of the files {@code NAME.log} and {@code NAME.pid}
   */
  static ChildProcess start(
      String name,
      Path directory,
      String classPath,
      List<String> jvmOptions,
      Class<?> main,
      List<String> arguments,
      Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Xshare:auto", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      Path pidFile = directory.resolve(name + ".pid");
      Files.writeString(pidFile, process.pid() + "\n");
      return new ChildProcess(process, pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  int exitCode() {
    return process.exitValue();
  }

  /** SIGKILL; returns when it is gone. Does nothing if it has ended. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    forget();
  }

  /** SIGTERM; tells whether it ended in time. */
  boolean terminate(long seconds) throws InterruptedException {
    process.destroy();
    boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
    if (ended) {
      forget();
    }
    return ended;
  }

  /** Sends a signal by its name without SIG. */
  void signal(String name) throws InterruptedException {
    try {
      new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid()).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot send SIG" + name + " to process " + pid(), e);
    }
  }

  private void forget() {
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + pidFile, e);
    }
  }
}
