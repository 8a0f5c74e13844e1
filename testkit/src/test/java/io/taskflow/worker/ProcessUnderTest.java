package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real process of a worker or an engine, which tells over HTTP how it is. Closing it kills it.
 */
public final class ProcessUnderTest implements AutoCloseable {

  private static final Pattern BANNER =
      Pattern.compile("^(taskflow-.*)(http://\\S+)$", Pattern.MULTILINE);

  private final Process process;
  private final Path output;
  private final String banner;
  private final URI http;

  private ProcessUnderTest(Process process, Path output, String banner, URI http) {
    this.process = process;
    this.output = output;
    this.banner = banner;
    this.http = http;
  }

  /** Starts one and waits until it says where it tells how it is. */
  public static ProcessUnderTest start(Class<?> main, Path directory, List<String> arguments)
      throws IOException {
    Path output = Files.createTempFile(directory, "process", ".log");
    Process process = launch(main, output, arguments);
    await("the banner of a process")
        .until(() -> BANNER.matcher(Files.readString(output)).find() || !process.isAlive());
    Matcher banner = BANNER.matcher(Files.readString(output));
    if (!banner.find()) {
      throw new IllegalStateException("the process ended: " + Files.readString(output));
    }
    return new ProcessUnderTest(process, output, banner.group(1), URI.create(banner.group(2)));
  }

  /** Starts one whose settings may be wrong. */
  public static Process launch(Class<?> main, Path output, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** Waits until it can work. */
  public void awaitReady() {
    await("a ready process").until(() -> get("/health/ready").statusCode() == 200);
  }

  /** What it said of itself, without its address. */
  public String banner() {
    return banner;
  }

  /** All that it has printed. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /** Asks it. */
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(http.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    await("the end of a killed process").until(() -> !process.isAlive());
  }

  /** Whether it has not ended. */
  public boolean running() {
    return process.isAlive();
  }

  /** Waits for its end; empty if it goes on. */
  public Optional<Integer> awaitExit() throws InterruptedException {
    return process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)
        ? Optional.of(process.exitValue())
        : Optional.empty();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
