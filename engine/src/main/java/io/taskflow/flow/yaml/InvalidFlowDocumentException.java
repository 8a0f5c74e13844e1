package io.taskflow.flow.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** A text is not a flow document, or its flow can't be run. Says everything that is wrong. */
public final class InvalidFlowDocumentException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 20;

  private final transient List<DocumentProblem> problems;
  private final int count;

  /**
   * @param file as it was named by the caller
   * @param problems the first of them
   * @param count how many there are; at least the size of the list
   */
  public InvalidFlowDocumentException(String file, List<DocumentProblem> problems, int count) {
    super(message(file, problems, count));
    this.problems = List.copyOf(problems);
    this.count = count;
  }

  /** The problems in the order of the text; the first of them if there are very many. */
  public List<DocumentProblem> problems() {
    return problems;
  }

  /** How many problems there are. */
  public int count() {
    return count;
  }

  private static String message(String file, List<DocumentProblem> problems, int count) {
    int more = count - Math.min(SHOWN, problems.size());
    return "%s has %d problem%s:%s%s"
        .formatted(
            file,
            count,
            count == 1 ? "" : "s",
            problems.stream()
                .limit(SHOWN)
                .map(problem -> "\n  " + problem)
                .collect(Collectors.joining()),
            more == 0 ? "" : "\n  and " + more + " more");
  }
}
