package io.taskflow.worker;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The context of a request for revert. */
final class RevertRequestContext extends RequestContext implements RevertContext {

  private final TaskRequest.RevertContext revert;

  RevertRequestContext(
      Attempt attempt,
      TaskRequest.RevertContext revert,
      ProgressReporter reporter,
      @Nullable Instant deadline) {
    super(attempt, reporter, deadline);
    this.revert = revert;
  }

  @Override
  public <T> Optional<T> result(Class<T> type) {
    Json result = revert.result();
    return result == null || result.isNull()
        ? Optional.empty()
        : Optional.of(read("the result to be reverted", result, type));
  }

  @Override
  public boolean failed() {
    return revert.failure() != null;
  }

  @Override
  public Optional<Failure> failure() {
    return Optional.ofNullable(revert.failure());
  }

  @Override
  public Map<String, Failure> flowFailures() {
    return revert.flowFailures();
  }
}
