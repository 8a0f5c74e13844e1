package io.taskflow.examples.maintenance.tasks;

import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes sure that a host has the wanted version and works. */
final class VerifyHost implements Task {

  private final OpenFleets fleets;

  VerifyHost(OpenFleets fleets) {
    this.fleets = fleets;
  }

  @Override
  public @Nullable Object execute(TaskContext context) throws Exception {
    String host = OpenFleets.host(context);
    String wanted = context.argument("version", String.class);
    String actual = fleets.of(context).state().host(host).version();
    if (!actual.equals(wanted)) {
      throw new TaskFailure("host '%s' has version %s, not %s".formatted(host, actual, wanted));
    }
    if (Optional.of(host).equals(context.optional("faultyHost", String.class))) {
      throw new TaskFailure("host '" + host + "' doesn't work with version " + wanted)
          .retryable(false);
    }
    return null;
  }
}
