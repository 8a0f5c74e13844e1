package io.taskflow.controller.dev;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A private node of the program {@code rabbitmq-server}: own directory, own loopback ports. It
 * keeps its data from one start to the next, and ends with this process, however that ends.
 *
 * @param script starts and stops it
 * @param directory of its data
 * @param uri where it is
 */
record ProgramBroker(Path script, Path directory, String uri) implements DevBroker {

  private static final String SCRIPT = "private-node.sh";

  /** More than the script's own limits, which give better messages. */
  private static final Duration LIMIT = Duration.ofSeconds(150);

  /** What this machine lacks for it; empty if nothing. */
  static String missing(Path directory) {
    if (!Files.isExecutable(Path.of("/bin/bash"))) {
      return "a private broker needs Linux with bash.";
    }
    ProgramRun run = run(script(directory), "available");
    return run.worked() ? "" : run.errors();
  }

  static ProgramBroker start(Path directory) {
    Path script = script(directory);
    Path data = directory.resolve("broker").toAbsolutePath();
    ProgramRun run =
        run(
            script,
            "start",
            data.toString(),
            "--owner-pid",
            Long.toString(ProcessHandle.current().pid()));
    if (!run.worked()) {
      throw new DevException("RabbitMQ does not start: " + run.errors().strip(), null);
    }
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(data.resolve("node.properties"))) {
      properties.load(in);
    } catch (IOException e) {
      throw new DevException("the settings of RabbitMQ can't be read: " + e, e);
    }
    return new ProgramBroker(script, data, properties.getProperty("amqp.uri", ""));
  }

  @Override
  public String description() {
    return "RabbitMQ of this machine, data in " + directory;
  }

  @Override
  public void close() {
    run(script, "stop", directory.toString());
  }

  private static ProgramRun run(Path script, String... words) {
    List<String> command = new ArrayList<>(List.of("/bin/bash", script.toString()));
    command.addAll(List.of(words));
    return ProgramRun.of(command, LIMIT);
  }

  /** The script comes out of the class path, and fits this program. */
  private static Path script(Path directory) {
    Path file = directory.resolve(SCRIPT);
    try (InputStream script = ProgramBroker.class.getResourceAsStream(SCRIPT)) {
      if (script == null) {
        throw new DevException(SCRIPT + " is not on the class path", null);
      }
      Files.createDirectories(directory);
      Files.copy(script, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new DevException("the file %s can't be written: %s".formatted(file, e), e);
    }
  }
}
