package io.taskflow.examples.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM, such as a worker or a controller. What it prints goes to a file, its process id to
 * another beside that. Ends with {@link #close}. Thread-safe.
 */
public final class JavaProcess implements AutoCloseable {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final Process process;
  private final Path log;
  private final Path pidFile;

  private JavaProcess(Process process, Path log, Path pidFile) {
    this.process = process;
    this.log = log;
    this.pidFile = pidFile;
  }

  /**
   * Starts a main class with the Java of this process.
   *
   * @param name of the files {@code NAME.log} and {@code NAME.pid}
   * @param directory where these are made
   * @param classPath of the new process
   * @param jvmOptions such as {@code -Dkey=value}
   */
  public static JavaProcess start(
      String name,
      Path directory,
      String classPath,
      List<String> jvmOptions,
      String mainClass,
      List<String> arguments)
      throws IOException {
    return start(name, directory, classPath, jvmOptions, mainClass, arguments, Map.of());
  }

  /**
   * The same with variables in the environment, where secrets belong.
   *
   * @param environment what is added to this process's own
   */
  public static JavaProcess start(
      String name,
      Path directory,
      String classPath,
      List<String> jvmOptions,
      String mainClass,
      List<String> arguments,
      Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(arguments);

    Path log = directory.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()))
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    Path pidFile = directory.resolve(name + ".pid");
    Files.writeString(pidFile, process.pid() + "\n");
    return new JavaProcess(process, log, pidFile);
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended. */
  public boolean running() {
    return process.isAlive();
  }

  /** Waits for its end and returns its exit code. */
  public int await() throws InterruptedException {
    return process.waitFor();
  }

  /** Waits for its end, not longer than that, and tells whether it has ended. */
  public boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What it has printed. */
  public String output() throws IOException {
    return Files.readString(log);
  }

  /** Ends it as a crash would, by SIGKILL, and returns when it is gone. */
  public void killHard() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to end, by SIGTERM, and kills it if it takes too long. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        killHard();
      }
      Files.deleteIfExists(pidFile);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
