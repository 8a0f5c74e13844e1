package io.taskflow.engine.journal.jdbc;

import java.util.List;

/**
 * A part of a WHERE clause.
 *
 * @param sql the condition, with a question mark for each parameter
 * @param parameters in order
 */
record Condition(String sql, List<String> parameters) {
  Condition {
    parameters = List.copyOf(parameters);
  }
}
