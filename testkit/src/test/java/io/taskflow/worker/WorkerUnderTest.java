package io.taskflow.worker;

import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.worker.process.Main;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real worker process. Closing it kills it. */
final class WorkerUnderTest implements AutoCloseable {

  private static final Pattern IDENTITY = Pattern.compile("^taskflow-worker (\\S+): ");

  private final ProcessUnderTest process;
  private final String identity;

  private WorkerUnderTest(ProcessUnderTest process, String identity) {
    this.process = process;
    this.identity = identity;
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
    ProcessUnderTest process = ProcessUnderTest.start(Main.class, directory, all);
    Matcher identity = IDENTITY.matcher(process.banner());
    if (!identity.find()) {
      process.close();
      throw new IllegalStateException("no worker: " + process.banner());
    }
    return new WorkerUnderTest(process, identity.group(1));
  }

  void awaitReady() {
    process.awaitReady();
  }

  /** Starts a worker process whose settings may be wrong. */
  static Process launch(Path output, List<String> arguments) throws IOException {
    return ProcessUnderTest.launch(Main.class, output, arguments);
  }

  String identity() {
    return identity;
  }

  String output() throws IOException {
    return process.output();
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return process.get(path);
  }

  /** SIGTERM. */
  void terminate() {
    process.terminate();
  }

  /** SIGKILL. */
  void kill() {
    process.kill();
  }

  boolean running() {
    return process.running();
  }

  /** Waits for its end; empty if it goes on. */
  Optional<Integer> awaitExit() throws InterruptedException {
    return process.awaitExit();
  }

  @Override
  public void close() {
    process.close();
  }
}
