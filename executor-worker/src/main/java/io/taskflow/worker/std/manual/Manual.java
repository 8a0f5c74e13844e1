package io.taskflow.worker.std.manual;

import java.util.List;

/**
 * What people have to know of a built-in task.
 *
 * @param type what flows name it by
 * @param summary what it does
 * @param parameters its arguments
 * @param result what it returns
 * @param revert how it is undone
 * @param repeated what happens when the same request runs again after a worker was lost
 */
public record Manual(
    String type,
    String summary,
    List<Parameter<?>> parameters,
    String result,
    String revert,
    String repeated) {
  public Manual {
    parameters = List.copyOf(parameters);
  }

  /** A section of a document in Markdown. */
  public String section() {
    StringBuilder text = new StringBuilder();
    text.append("## `").append(type).append("`\n\n").append(summary).append("\n\n");
    if (!parameters.isEmpty()) {
      text.append("| argument | type | if missing | |\n|---|---|---|---|\n");
      parameters.forEach(parameter -> text.append(parameter.row()));
      text.append('\n');
    }
    text.append("- **Result:** ").append(result).append('\n');
    text.append("- **Revert:** ").append(revert).append('\n');
    text.append("- **Run again:** ").append(repeated).append('\n');
    return text.toString();
  }
}
