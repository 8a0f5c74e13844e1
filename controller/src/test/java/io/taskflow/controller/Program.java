package io.taskflow.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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

  private final Process process;
  private final StringBuilder shown = new StringBuilder();

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

  /** Types something. */
  void type(String keys) throws IOException {
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
