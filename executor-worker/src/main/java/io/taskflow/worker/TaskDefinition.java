package io.taskflow.worker;

import java.util.function.Supplier;

/**
 * A task type that a worker can run.
 *
 * @param type what flows name it by: 1 to {@value #MAX_TYPE_LENGTH} characters without control
 *     characters, by habit {@code area.verb-noun}
 * @param version its version
 * @param supplier called once for each request, on the request's own thread; an exception from it
 *     makes the attempt fail
 */
public record TaskDefinition(String type, TaskVersion version, Supplier<? extends Task> supplier) {

  /** Longest accepted type name, in characters. */
  public static final int MAX_TYPE_LENGTH = 200;

  public TaskDefinition {
    if (type.isBlank()
        || type.length() > MAX_TYPE_LENGTH
        || type.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a task type must be 1 to "
              + MAX_TYPE_LENGTH
              + " characters without control characters, and not blank");
    }
  }

  /** A fresh instance for each request; version {@link TaskVersion#DEFAULT}. */
  public static TaskDefinition of(String type, Supplier<? extends Task> supplier) {
    return new TaskDefinition(type, TaskVersion.DEFAULT, supplier);
  }

  /** A fresh instance for each request, with a version {@code major.minor}. */
  public static TaskDefinition of(String type, String version, Supplier<? extends Task> supplier) {
    return new TaskDefinition(type, TaskVersion.parse(version), supplier);
  }

  /**
   * One instance for all requests, called by many threads at once: it must be stateless. For
   * lambdas and for tasks that share a client or pool. Version {@link TaskVersion#DEFAULT}.
   */
  public static TaskDefinition shared(String type, Task task) {
    return new TaskDefinition(type, TaskVersion.DEFAULT, () -> task);
  }

  /** As {@link #shared(String, Task)}, with a version {@code major.minor}. */
  public static TaskDefinition shared(String type, String version, Task task) {
    return new TaskDefinition(type, TaskVersion.parse(version), () -> task);
  }
}
