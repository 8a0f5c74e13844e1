package io.taskflow.testkit.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server of its own from embedded binaries. Guarded by its monitor. */
final class EmbeddedServer implements PrivatePostgres {

  private static final String DATABASE = "postgres";

  /** A machine that is busy may take long to make the files of a database. */
  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  private final Path directory;
  private final Map<String, String> configuration;
  private final int port;
  private @Nullable EmbeddedPostgres server;

  private EmbeddedServer(Path directory, Map<String, String> configuration) throws IOException {
    this.directory = directory;
    this.configuration = configuration;
    EmbeddedPostgres first = builder().start();
    this.server = first;
    this.port = first.getPort();
  }

  static EmbeddedServer start(Durability durability) {
    String disk = durability == Durability.FULL ? "on" : "off";
    return start(Map.of("fsync", disk, "synchronous_commit", disk, "full_page_writes", disk));
  }

  /** With lines of {@code postgresql.conf}. */
  static EmbeddedServer start(Map<String, String> configuration) {
    try {
      return new EmbeddedServer(Files.createTempDirectory("taskflow-postgres"), configuration);
    } catch (IOException e) {
      throw new PostgresException(
          "cannot start an embedded PostgreSQL; " + VARIABLE + " may name a server instead", e);
    }
  }

  private EmbeddedPostgres.Builder builder() {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setPGStartupWait(START_LIMIT)
            .setDataDirectory(directory.resolve("data"))
            .setCleanDataDirectory(false);
    configuration.forEach(builder::setServerConfig);
    return builder;
  }

  @Override
  public String jdbcUrl() {
    return "jdbc:postgresql://localhost:%d/%s?user=postgres".formatted(port, DATABASE);
  }

  @Override
  public synchronized void stop() {
    if (server != null) {
      try {
        server.close();
      } catch (IOException e) {
        throw new PostgresException("cannot stop the PostgreSQL server on port " + port, e);
      }
      server = null;
    }
  }

  @Override
  public synchronized void startAgain() {
    if (server == null) {
      try {
        server = builder().setPort(port).start();
      } catch (IOException e) {
        throw new PostgresException("cannot start PostgreSQL again on port " + port, e);
      }
    }
  }

  @Override
  public void killConnections() {
    AdminSql.terminateConnections(jdbcUrl(), DATABASE);
  }

  @Override
  public void close() {
    stop();
    try {
      List<Path> contents;
      try (Stream<Path> walk = Files.walk(directory)) {
        contents = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : contents) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new PostgresException("cannot delete " + directory, e);
    }
  }
}
