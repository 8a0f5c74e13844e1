package io.taskflow.flow.yaml;

import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with a flow document.
 *
 * @param file as it was named by the caller
 * @param at where
 * @param message what was found and what was expected
 * @param nearest the known name that a misspelt one is most like; null if there is none
 */
public record DocumentProblem(String file, Position at, String message, @Nullable String nearest) {

  /** One line: file, line, column, message, suggestion. */
  @Override
  public String toString() {
    return "%s:%s: %s%s"
        .formatted(file, at, message, nearest == null ? "" : "; did you mean '" + nearest + "'?");
  }
}
