package io.taskflow.flow.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a document, right or wrong.
 *
 * @param document what could be read; null if there is no flow in it
 * @param complete whether every item is there, if perhaps without members that could not be read
 * @param problems what is wrong, in the order of the text; the first of them if there are very many
 * @param count how many problems there are
 * @param places where items stand
 */
public record ParsedFlow(
    @Nullable FlowDocument document,
    boolean complete,
    List<DocumentProblem> problems,
    int count,
    Places places) {
  public ParsedFlow {
    problems = List.copyOf(problems);
  }
}
