package io.taskflow.testkit.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A RabbitMQ node from the machine's {@code rabbitmq-server} program, with its own temporary
 * directory, free loopback ports and an empty environment. The machine's own RabbitMQ service, if
 * there is one, is not touched.
 *
 * <p>A start takes 5 to 15 seconds. The node ends with {@link #close}, and also when this JVM ends
 * in whatever way: a small watcher process sees to that.
 *
 * <p>Safe for use by many threads.
 */
public final class PrivateRabbit implements RabbitNode {

  private final Path directory;
  private final NodeProperties properties;

  private PrivateRabbit(Path directory, NodeProperties properties) {
    this.directory = directory;
    this.properties = properties;
  }

  /** Tells whether this machine has the program that {@link #start()} needs. */
  public static boolean available() {
    return NodeScript.missing().isEmpty();
  }

  /** Starts a node with default settings and waits until it is ready. */
  public static PrivateRabbit start() {
    return start(RabbitSettings.defaults());
  }

  /**
   * Starts a node and waits until it is ready.
   *
   * @throws BrokerException if the program is missing or the node did not start; the message holds
   *     the end of the node's log
   */
  public static PrivateRabbit start(RabbitSettings settings) {
    return start(settings, List.of());
  }

  static PrivateRabbit start(RabbitSettings settings, List<String> moreOptions) {
    Path directory = Directories.temporary("taskflow-rabbit");
    try {
      List<String> options = new ArrayList<>(moreOptions);
      options.add("--temporary");
      options.addAll(optionsFor(settings, directory));
      return new PrivateRabbit(directory, NodeScript.start("start", directory, options));
    } catch (BrokerException e) {
      Directories.delete(directory);
      throw e;
    }
  }

  private static List<String> optionsFor(RabbitSettings settings, Path directory) {
    List<String> options = new ArrayList<>();
    if (!settings.plugins().isEmpty()) {
      options.addAll(List.of("--plugins", String.join(",", settings.plugins())));
    }
    if (!settings.config().isEmpty()) {
      String lines = String.join("\n", settings.config()) + "\n";
      options.addAll(List.of("--conf", write(directory.resolve("given.conf"), lines)));
    }
    if (!settings.advancedConfig().isEmpty()) {
      Path file = directory.resolve("given.config");
      options.addAll(List.of("--advanced", write(file, settings.advancedConfig())));
    }
    return options;
  }

  private static String write(Path file, String text) {
    try {
      return Files.writeString(file, text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  @Override
  public String host() {
    return property("amqp.host");
  }

  @Override
  public int port() {
    return properties.number("amqp.port");
  }

  /**
   * Returns the port of the TLS listener.
   *
   * @throws IllegalArgumentException if the node was started without {@link RabbitSettings#withTls}
   */
  public int tlsPort() {
    return properties.number("amqps.port");
  }

  /** Returns the node's name, such as {@code taskflow@localhost}. */
  public String name() {
    return property("node.name");
  }

  /**
   * Returns the directory with the node's data, configuration and logs; gone after {@link #close}.
   */
  public Path directory() {
    return directory;
  }

  /**
   * Returns a setting of the node as the script wrote it to {@code node.properties}, such as {@code
   * management.port}.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public String property(String key) {
    return properties.text(key);
  }

  @Override
  public String ctl(String... arguments) {
    return NodeScript.ctl(directory, List.of(arguments));
  }

  @Override
  public String eval(String expression) {
    return NodeScript.eval(directory, expression).strip();
  }

  @Override
  public void stop() {
    NodeScript.run("stop", directory);
  }

  @Override
  public void killHard() {
    NodeScript.run("kill", directory);
  }

  @Override
  public void startAgain() {
    NodeScript.start("start", directory, List.of("--temporary"));
  }

  @Override
  public void pause() {
    NodeScript.run("pause", directory);
  }

  @Override
  public void resume() {
    NodeScript.run("resume", directory);
  }

  @Override
  public boolean running() {
    return NodeScript.running(directory);
  }

  @Override
  public void close() {
    if (Files.exists(directory)) {
      killHard();
      Directories.delete(directory);
    }
  }

  @Override
  public String toString() {
    return "PrivateRabbit[" + name() + " on port " + port() + " in " + directory + "]";
  }
}
