package io.taskflow.testkit.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A bug that is put into a copy of one source file, for a test only.
 *
 * @param name what is wrong then
 * @param file the source, from the project's directory
 * @param edits what is changed in it
 * @param firstSeed where the search begins: it saves time if this one finds it, and nothing else
 */
record PlantedBug(String name, Path file, List<Edit> edits, long firstSeed) {

  private static final Path PROJECT = Path.of("..");
  private static final String JAVA = "src/main/java";

  /** A text that is there once, and what stands for it then. */
  record Edit(String from, String to) {}

  /** In the engine. */
  static PlantedBug engine(String name, String type, String from, String to) {
    return of(name, "engine", "io/taskflow/engine/" + type, from, to);
  }

  /** In the worker. */
  static PlantedBug worker(String name, String type, String from, String to) {
    return of(name, "executor-worker", "io/taskflow/worker/" + type, from, to);
  }

  private static PlantedBug of(String name, String module, String type, String from, String to) {
    return new PlantedBug(
        name, Path.of(module, JAVA, type + ".java"), List.of(new Edit(from, to)), 1);
  }

  /** The same with one more change. */
  PlantedBug and(String from, String to) {
    List<Edit> more = new ArrayList<>(edits);
    more.add(new Edit(from, to));
    return new PlantedBug(name, file, more, firstSeed);
  }

  /** The same, found by this seed when the test was written. */
  PlantedBug foundBy(long seed) {
    return new PlantedBug(name, file, edits, seed);
  }

  /** The name of the class that the file holds. */
  String className() {
    String path = file.toString();
    String type = path.substring(path.indexOf(JAVA) + JAVA.length() + 1);
    return type.substring(0, type.length() - ".java".length()).replace('/', '.');
  }

  /** The source with the bug in it. */
  String source() {
    try {
      String text = Files.readString(PROJECT.resolve(file));
      for (Edit edit : edits) {
        text = edited(text, edit);
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** However the lines are broken. */
  private String edited(String text, Edit edit) {
    String pattern =
        List.of(edit.from().strip().split("\\s+")).stream()
            .map(java.util.regex.Pattern::quote)
            .reduce((a, b) -> a + "\\s+" + b)
            .orElseThrow();
    List<String> parts = List.of(text.split(pattern, -1));
    if (parts.size() != 2) {
      throw new IllegalStateException(
          "the bug '%s' is to be planted where '%s' is, but that is there %d times in %s; adapt it"
              .formatted(name, edit.from(), parts.size() - 1, file));
    }
    return parts.getFirst() + edit.to() + parts.getLast();
  }

  @Override
  public String toString() {
    return name;
  }
}
