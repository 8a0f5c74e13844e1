package io.taskflow.flow.yaml;

import io.taskflow.flow.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one document. Belongs to its reading, on its thread. */
final class Findings {

  /** More would not be read by anybody. */
  private static final int MAX_KEPT = 1_000;

  private final String file;
  private final List<DocumentProblem> kept = new ArrayList<>();
  private int count;

  Findings(String file) {
    this.file = file;
  }

  void add(Position at, String message) {
    add(at, message, (String) null);
  }

  /** A name that is none of those that are known. */
  void add(Position at, String message, String name, Collection<String> known) {
    add(at, message, new Suggestions(List.of(known)).nearest(name).orElse(null));
  }

  private void add(Position at, String message, @Nullable String nearest) {
    count++;
    if (kept.size() < MAX_KEPT) {
      kept.add(new DocumentProblem(file, at, message, nearest));
    }
  }

  /** An empty one for the same document. */
  Findings another() {
    return new Findings(file);
  }

  void addAll(Findings others) {
    count += others.count;
    kept.addAll(others.kept);
  }

  int count() {
    return count;
  }

  /** In the order of the text. */
  List<DocumentProblem> problems() {
    return kept.stream().sorted(Comparator.comparing(DocumentProblem::at)).toList();
  }
}
