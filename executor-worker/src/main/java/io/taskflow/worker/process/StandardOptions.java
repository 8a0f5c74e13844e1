package io.taskflow.worker.process;

import io.taskflow.worker.TaskDefinition;
import io.taskflow.worker.std.StandardTasks;
import io.taskflow.worker.std.sql.Database;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which built-in tasks the worker offers. */
final class StandardOptions {

  @Option(
      names = "--std",
      description =
          "Offer the built-in tasks that reach neither programs nor files nor databases: std.noop,"
              + " std.echo, std.sleep, std.fail, std.http, std.wait-for.")
  private boolean basic;

  @Option(
      names = "--std-shell",
      description = "Offer them and std.shell: who can start flows can run any program here.")
  private boolean shell;

  @Option(
      names = "--std-files",
      paramLabel = "DIRECTORY",
      description = "Offer them and std.file.*, for files below this directory.")
  private @Nullable Path files;

  @Option(
      names = "--std-databases",
      paramLabel = "FILE",
      description =
          "Offer them and std.sql, for the databases of a properties file: NAME.url, and NAME.user"
              + " and NAME.password if they are needed.")
  private @Nullable Path databases;

  /**
   * The tasks that were asked for, perhaps none.
   *
   * @throws IllegalArgumentException if a setting makes no sense
   */
  List<TaskDefinition> tasks() {
    StandardTasks tasks = StandardTasks.harmless();
    if (shell) {
      tasks = tasks.withShell();
    }
    if (files != null) {
      if (!Files.isDirectory(files)) {
        throw new IllegalArgumentException("--std-files: there is no directory " + files);
      }
      tasks = tasks.withFiles(files);
    }
    if (databases != null) {
      tasks = tasks.withDatabases(databases(databases));
    }
    boolean any = basic || shell || files != null || databases != null;
    return any ? tasks.tasks() : List.of();
  }

  private static Map<String, Database> databases(Path file) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--std-databases: the file %s can't be read: %s".formatted(file, e), e);
    }
    Map<String, Database> found = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.endsWith(".url")) {
        String name = key.substring(0, key.length() - ".url".length());
        found.put(
            name,
            new Database(
                properties.getProperty(key),
                properties.getProperty(name + ".user", ""),
                properties.getProperty(name + ".password", "")));
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "--std-databases: the file %s names no database; a line such as shop.url=jdbc:… is expected"
              .formatted(file));
    }
    return found;
  }
}
