package io.taskflow.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command line as a process of its own, perhaps on a terminal. */
final class Program implements AutoCloseable {

  /** Runs a program on a terminal of its own; what is typed and shown goes through the pipes. */
  private static final String ON_TERMINAL =
      """
      import os, pty, signal, sys
      # Whoever runs the tests in the background has it ignored, and programs inherit that.
      signal.signal(signal.SIGINT, signal.SIG_DFL)
      sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
      """;

  /**
   * What "taskflow dev" may take beside its broker. It is meant to take 5 s on a machine that has
   * nothing else to do, and this bound is for one that has.
   */
  static final Duration START_LIMIT = Duration.ofSeconds(30);

  private static final Pattern READY =
      Pattern.compile("ready in ([^;]*?until RabbitMQ was there, and )?(\\S+) (m?s)\\b");

  private final Process process;
  private final StringBuilder shown = new StringBuilder();

  /** How much it had shown when something was typed last. */
  private int typedAt;

  private Program(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  /** Starts it with pipes. */
  static Program start(String... arguments) throws IOException {
    return start(List.of(), arguments);
  }

  /** Starts it on a terminal. */
  static Program onTerminal(String... arguments) throws IOException {
    return start(List.of("python3", "-c", ON_TERMINAL), arguments);
  }

  /** Whether there are terminals for it here. */
  static boolean hasTerminals() throws InterruptedException {
    try {
      Process process = new ProcessBuilder("python3", "-c", ON_TERMINAL, "true").start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Program start(List<String> before, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("TERM", "xterm");
    environment.keySet().removeIf(n -> n.equals("NO_COLOR") || n.startsWith("TASKFLOW_"));
    return new Program(builder.start());
  }

  private void read() {
    byte[] buffer = new byte[8192];
    try (InputStream in = process.getInputStream()) {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        synchronized (shown) {
          shown.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      synchronized (shown) {
        shown.append(e);
      }
    }
  }

  /** All that it has shown, without colours. */
  String shown() {
    return coloured().replaceAll("\033\\[[0-9;]*m", "");
  }

  /** All that it has shown. */
  String coloured() {
    synchronized (shown) {
      return shown.toString();
    }
  }

  /** Waits until it has shown all of these. */
  void awaitShown(String... texts) {
    await().atMost(Town.LIMIT).untilAsserted(() -> assertThat(shown()).contains(texts));
  }

  /** Waits until "taskflow dev" says that it is ready, on a busy machine with a broker, too. */
  void awaitReady() {
    await()
        .atMost(Town.LIMIT.multipliedBy(3))
        .untilAsserted(() -> assertThat(shown()).contains("ready in", "Ctrl-C stops it"));
  }

  /** How long "taskflow dev" says that it took until it was ready, without its broker. */
  Duration ownStart() {
    Matcher ready = READY.matcher(shown());
    assertThat(ready.find()).as(shown()).isTrue();
    double number = Double.parseDouble(ready.group(2));
    return Duration.ofMillis(Math.round(ready.group(3).equals("s") ? 1_000 * number : number));
  }

  /** Waits until it has shown this after what was typed last. */
  void awaitShownAgain(String text) {
    await()
        .atMost(Town.LIMIT)
        .untilAsserted(() -> assertThat(shown().substring(typedAt)).contains(text));
  }

  /** Types something. */
  void type(String keys) throws IOException {
    typedAt = shown().length();
    OutputStream in = process.getOutputStream();
    in.write(keys.getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /** Asks it to end, as a service manager does. */
  void terminate() {
    process.destroy();
  }

  /** Waits for its end; its exit status. */
  int end() throws InterruptedException {
    assertThat(process.waitFor(Town.LIMIT.toSeconds(), TimeUnit.SECONDS)).as(shown()).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
