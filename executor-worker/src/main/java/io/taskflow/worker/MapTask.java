package io.taskflow.worker;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes something of each of its arguments, and returns the list of that, in the order in which the
 * flow names them ({@code inOrder}). There is nothing to revert. Stateless if its function is.
 *
 * @param type of each argument
 * @param function what is made of an argument
 */
public record MapTask<T, R>(Class<T> type, Function<? super T, ? extends @Nullable R> function)
    implements Task {

  @Override
  public List<? extends @Nullable R> execute(TaskContext context) {
    return ArgumentsInOrder.of(context, type).stream().map(function).toList();
  }
}
