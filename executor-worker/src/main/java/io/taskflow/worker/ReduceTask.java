package io.taskflow.worker;

import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Combines its arguments from the left, in the order in which the flow names them ({@code
 * inOrder}): the first with the second, what that gives with the third, and so on. There is nothing
 * to revert. Stateless if its function is.
 *
 * @param type of each argument, and of the result
 * @param function combines two
 */
public record ReduceTask<T>(Class<T> type, BinaryOperator<T> function) implements Task {

  @Override
  public T execute(TaskContext context) {
    List<T> arguments = ArgumentsInOrder.of(context, type);
    return arguments.stream()
        .reduce(function)
        .orElseThrow(
            () -> new IllegalArgumentException("there is nothing to reduce: no argument is named"));
  }
}
