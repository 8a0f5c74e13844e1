package io.taskflow.worker.std.shell;

import io.taskflow.worker.TaskFailure;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of a program.
 *
 * @param program its name on the path, or its file
 * @param arguments each as it is
 * @param directory where it runs; null for that of this process
 * @param environment variables besides a few of this process, whose others may hold secrets
 * @param input what it reads
 */
record ProgramCall(
    String program,
    List<String> arguments,
    @Nullable String directory,
    Map<String, String> environment,
    String input) {

  private static final int MAX_OUTPUT_BYTES = 32_768;
  private static final List<String> PASSED_ON = List.of("PATH", "HOME", "LANG");
  private static final int LAST_WORDS = 500;
  private static final long GRACE_SECONDS = 2;

  /**
   * How it ended.
   *
   * @param status its exit status
   * @param output the last that it wrote
   * @param errors the last that it wrote to its standard error
   */
  record Ended(int status, String output, String errors) {

    /** For people. */
    String lastWords() {
      String said = (errors.isBlank() ? output : errors).strip();
      return said.isEmpty() ? "nothing" : said.substring(Math.max(0, said.length() - LAST_WORDS));
    }
  }

  /** Runs it to its end, or ends it when the thread is interrupted. */
  Ended run() throws InterruptedException {
    Process process = start();
    Tail output = new Tail(process.getInputStream());
    Tail errors = new Tail(process.getErrorStream());
    Thread out = Thread.ofVirtual().start(output);
    Thread err = Thread.ofVirtual().start(errors);
    Thread in = Thread.ofVirtual().start(() -> feed(process));
    try {
      int status = process.waitFor();
      out.join();
      err.join();
      in.join();
      return new Ended(status, output.text(), errors.text());
    } finally {
      end(process);
    }
  }

  private Process start() {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> all = builder.environment();
    all.keySet().retainAll(PASSED_ON);
    all.putAll(environment);
    if (directory != null) {
      builder.directory(new File(directory));
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw new TaskFailure("the program '%s' can't be run: %s".formatted(program, e.getMessage()))
          .retryable(false);
    }
  }

  private void feed(Process process) {
    try (OutputStream to = process.getOutputStream()) {
      to.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It does not read it, or has ended: both are up to the program.
    }
  }

  private static void end(Process process) throws InterruptedException {
    if (process.isAlive()) {
      List<ProcessHandle> family = process.descendants().toList();
      process.destroy();
      family.forEach(ProcessHandle::destroy);
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      family.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Keeps the end of what a program writes. Read after its thread has ended. */
  private static final class Tail implements Runnable {
    private final InputStream from;
    private byte[] kept = new byte[0];

    Tail(InputStream from) {
      this.from = from;
    }

    @Override
    public void run() {
      byte[] chunk = new byte[MAX_OUTPUT_BYTES];
      try (from) {
        for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
          keep(chunk, n);
        }
      } catch (IOException e) {
        // It was ended while it wrote.
      }
    }

    private void keep(byte[] chunk, int length) {
      int old = Math.min(kept.length, MAX_OUTPUT_BYTES - length);
      byte[] both = new byte[old + length];
      System.arraycopy(kept, kept.length - old, both, 0, old);
      System.arraycopy(chunk, 0, both, old, length);
      kept = both;
    }

    String text() {
      return new String(kept, StandardCharsets.UTF_8);
    }
  }
}
