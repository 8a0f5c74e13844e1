package io.taskflow.testkit.conformance.vector;

import io.taskflow.protocol.InvalidJsonException;
import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.vector.Vector.Interrupt;
import io.taskflow.testkit.conformance.vector.Vector.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads vectors: one JSON object a line. */
public final class VectorReader {

  private VectorReader() {}

  /**
   * Reads a file, or all files of a directory and of those in it, by name; hidden ones and those
   * that end in {@code .md} are passed over.
   *
   * @throws IOException if something can't be read
   * @throws InvalidVectorException if a line is not a vector
   */
  public static List<Vector> read(Path path) throws IOException {
    List<Vector> vectors = new ArrayList<>();
    for (Path file : files(path)) {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        if (!line.isBlank()) {
          vectors.add(parse(file + ":" + number, line));
        }
      }
    }
    return vectors;
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> all = Files.walk(path)) {
      return all.filter(Files::isRegularFile).filter(VectorReader::hasVectors).sorted().toList();
    }
  }

  private static boolean hasVectors(Path file) {
    String name = String.valueOf(file.getFileName());
    return !name.startsWith(".") && !name.toLowerCase(Locale.ROOT).endsWith(".md");
  }

  /**
   * Reads one vector.
   *
   * @param where of the text, for errors
   * @throws InvalidVectorException if the text is not a vector
   */
  public static Vector parse(String where, String text) {
    Members members = Members.of(where, object(where, text));
    Members options = members.object("options");
    List<Phase> phases = new ArrayList<>();
    for (Members phase : members.objects("phases")) {
      phases.add(phase(options, phase));
    }
    if (phases.isEmpty()) {
      throw members.problem("phases", "at least one is expected");
    }
    return new Vector(
        members.text("id"),
        members.text("category"),
        NodeReader.flow(members.object("flow")),
        members.valueMap("store"),
        phases,
        members.value("expect"),
        new HashSet<>(members.texts("quirks")));
  }

  private static @Nullable Object object(String where, String text) {
    try {
      return Json.parse(text).toObject();
    } catch (InvalidJsonException e) {
      throw new InvalidVectorException(where, String.valueOf(e.getMessage()));
    }
  }

  private static Phase phase(Members options, Members phase) {
    Members own = phase.object("options");
    return new Phase(
        flag("defer_reverts", options, own),
        flag("never_resolve", options, own),
        phase.has("interrupt") ? interrupt(phase.object("interrupt")) : null);
  }

  private static boolean flag(String key, Members options, Members own) {
    return own.has(key) ? own.flag(key) : options.flag(key);
  }

  private static Interrupt interrupt(Members members) {
    return new Interrupt(
        NodeReader.constant(members, "do", Interrupt.Kind.class),
        members.text("atom"),
        (int) members.number("occurrence"),
        point(members));
  }

  private static Interrupt.Point point(Members members) {
    if (members.has("state")) {
      return new Interrupt.Point.AtState(members.text("state"));
    }
    return switch (members.text("after")) {
      case "execute" -> new Interrupt.Point.AfterExecute();
      case "revert" -> new Interrupt.Point.AfterRevert();
      default -> throw members.problem("after", "execute or revert is expected");
    };
  }
}
