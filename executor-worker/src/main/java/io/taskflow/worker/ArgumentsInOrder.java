package io.taskflow.worker;

import io.taskflow.protocol.TaskRequest;
import java.util.List;

/** The arguments of a task that a flow gives an order, in that order. */
final class ArgumentsInOrder {

  private ArgumentsInOrder() {}

  static <T> List<T> of(TaskContext context, Class<T> type) {
    return context.list(TaskRequest.ARGUMENT_ORDER, String.class).stream()
        .map(name -> context.argument(name, type))
        .toList();
  }
}
