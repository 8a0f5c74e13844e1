package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;

import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.worker.process.Main;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real worker process. Closing it kills it. */
final class WorkerUnderTest implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern BANNER =
      Pattern.compile("^taskflow-worker (\\S+): .*(http://\\S+)$", Pattern.MULTILINE);

  private final Process process;
  private final Path output;
  private final String identity;
  private final URI http;

  private WorkerUnderTest(Process process, Path output, String identity, URI http) {
    this.process = process;
    this.output = output;
    this.identity = identity;
    this.http = http;
  }

  /** Starts a worker and waits until it takes requests. */
  static WorkerUnderTest start(
      RabbitBroker broker, Path directory, List<Path> jars, String... arguments)
      throws IOException {
    WorkerUnderTest worker = startUnready(broker, directory, jars, arguments);
    worker.awaitReady();
    return worker;
  }

  /** Starts a worker whose broker may not be there. */
  static WorkerUnderTest startUnready(
      RabbitBroker broker, Path directory, List<Path> jars, String... arguments)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("--amqp-uri", broker.uri().toString(), "--jars"));
    jars.forEach(jar -> all.add(jar.toString()));
    all.addAll(List.of(arguments));
    Path output = Files.createTempFile(directory, "worker", ".log");
    Process process = launch(output, all);
    await("the banner of a worker")
        .atMost(PATIENCE)
        .until(() -> BANNER.matcher(Files.readString(output)).find() || !process.isAlive());
    Matcher banner = BANNER.matcher(Files.readString(output));
    if (!banner.find()) {
      throw new IllegalStateException("the worker ended: " + Files.readString(output));
    }
    return new WorkerUnderTest(process, output, banner.group(1), URI.create(banner.group(2)));
  }

  void awaitReady() {
    await("a ready worker").atMost(PATIENCE).until(() -> get("/health/ready").statusCode() == 200);
  }

  /** Starts a worker process whose settings may be wrong. */
  static Process launch(Path output, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  String identity() {
    return identity;
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(http.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    await("the end of a killed worker").atMost(PATIENCE).until(() -> !process.isAlive());
  }

  boolean running() {
    return process.isAlive();
  }

  /** Waits for its end; empty if it goes on. */
  Optional<Integer> awaitExit() throws InterruptedException {
    return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        ? Optional.of(process.exitValue())
        : Optional.empty();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
