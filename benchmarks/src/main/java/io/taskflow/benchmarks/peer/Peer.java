package io.taskflow.benchmarks.peer;

import io.taskflow.protocol.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that is measured: it is told what to do by lines on its standard input, and answers each
 * with one line. It ends when its input does, so it never outlives who started it. One thread at a
 * time.
 */
public final class Peer implements AutoCloseable {

  private static final long END_LIMIT_SECONDS = 20;

  private final String name;
  private final Process process;
  private final Path log;
  private final Writer in;
  private final BufferedReader out;

  private Peer(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a main class with the Java and the class path of this process, and waits until it is
   * ready.
   *
   * @param name of its log, {@code NAME.log} in the directory
   * @param heapMegabytes its heap, from the start
   * @param main serves a {@link PeerLoop}
   * @param environment where to connect to: no command line shows a password
   */
  public static Peer start(
      String name,
      Path directory,
      int heapMegabytes,
      Class<?> main,
      List<String> arguments,
      Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xms" + heapMegabytes + "m");
    command.add("-Xmx" + heapMegabytes + "m");
    command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    // What compilers take is told apart from what the work does, so they must not come and go.
    command.add("-XX:-UseDynamicNumberOfCompilerThreads");
    command.add("-Dlogback.configurationFile=io/taskflow/benchmarks/logback.xml");
    command.addAll(extraOptions(name));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    Path log = directory.resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().putAll(environment);
    try {
      Peer peer = new Peer(name, builder.start(), log);
      try {
        peer.answer("start");
      } catch (RuntimeException e) {
        peer.close();
        throw e;
      }
      return peer;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  /** For profiling: {@code -Dtaskflow.benchmarks.options.engine=-XX:...}, separated by bars. */
  private static List<String> extraOptions(String name) {
    String options = System.getProperty("taskflow.benchmarks.options." + name, "").strip();
    return options.isEmpty() ? List.of() : List.of(options.split("[|]"));
  }

  /** The id of its process. */
  public long pid() {
    return process.pid();
  }

  /** Tells it what to do, and waits for its answer. */
  public Json ask(String verb, Object argument) {
    begin(verb, argument);
    return answer(verb);
  }

  /** Tells it what to do; {@link #answer} is to follow. */
  public void begin(String verb, Object argument) {
    try {
      in.write(verb + " " + Json.of(argument).text() + "\n");
      in.flush();
    } catch (IOException e) {
      throw new PeerException(name + " takes nothing any more; see " + log, e);
    }
  }

  /** Waits for the answer to what it was told. */
  public Json answer(String verb) {
    try {
      String line = out.readLine();
      if (line == null) {
        throw new PeerException(name + " ended when it was told to " + verb + ": " + tail());
      }
      if (!line.startsWith(PeerLoop.ANSWER)) {
        throw new PeerException(name + " could not " + verb + ": " + line);
      }
      return Json.parse(line.substring(PeerLoop.ANSWER.length()));
    } catch (IOException e) {
      throw new PeerException(name + " gives no answer to " + verb, e);
    }
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      process.destroyForcibly(); // it does not listen
    }
    try {
      if (!process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
