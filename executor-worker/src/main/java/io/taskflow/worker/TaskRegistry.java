package io.taskflow.worker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The task types that a worker can run, by name and version. A type may be there in several major
 * versions, each once. Immutable.
 */
public final class TaskRegistry {

  private final SortedMap<String, SortedMap<Integer, TaskDefinition>> definitions;

  private TaskRegistry(SortedMap<String, SortedMap<Integer, TaskDefinition>> definitions) {
    this.definitions = definitions;
  }

  /** A builder without tasks. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A registry of these tasks.
   *
   * @throws IllegalArgumentException if two of them have the same type and major version
   */
  public static TaskRegistry of(TaskDefinition... definitions) {
    return builder().addAll(List.of(definitions)).build();
  }

  /**
   * A registry of the tasks of these providers.
   *
   * @throws IllegalArgumentException if two tasks have the same type and major version
   */
  public static TaskRegistry of(TaskProvider... providers) {
    Builder builder = builder();
    for (TaskProvider provider : providers) {
      builder.addAll(provider.tasks());
    }
    return builder.build();
  }

  /** What runs requests for that type and version; empty if nothing here can. */
  public Optional<TaskDefinition> find(String type, TaskVersion requested) {
    return Optional.ofNullable(definitions.get(type))
        .map(byMajor -> byMajor.get(requested.major()))
        .filter(definition -> definition.version().serves(requested));
  }

  /** All definitions, sorted by type and version. */
  public List<TaskDefinition> definitions() {
    return definitions.values().stream().flatMap(byMajor -> byMajor.values().stream()).toList();
  }

  /** For people: each type with its version. */
  @Override
  public String toString() {
    return String.join(
        ", ", definitions().stream().map(d -> d.type() + " " + d.version()).toList());
  }

  /** Collects task definitions. Not thread-safe. */
  public static final class Builder {

    private final List<TaskDefinition> collected = new ArrayList<>();

    private Builder() {}

    /** A task with a fresh instance for each request, version {@link TaskVersion#DEFAULT}. */
    public Builder add(String type, Supplier<? extends Task> supplier) {
      return add(TaskDefinition.of(type, supplier));
    }

    /** One stateless task for all requests, version {@link TaskVersion#DEFAULT}. */
    public Builder addShared(String type, Task task) {
      return add(TaskDefinition.shared(type, task));
    }

    /** A task type. */
    public Builder add(TaskDefinition definition) {
      collected.add(definition);
      return this;
    }

    /** Several task types. */
    public Builder addAll(Collection<TaskDefinition> more) {
      collected.addAll(more);
      return this;
    }

    /**
     * The tasks of every {@link TaskProvider} service that the loader itself or its parents see.
     *
     * @throws java.util.ServiceConfigurationError if a named provider can't be loaded
     */
    public Builder addServices(ClassLoader loader) {
      for (TaskProvider provider : ServiceLoader.load(TaskProvider.class, loader)) {
        addAll(provider.tasks());
      }
      return this;
    }

    /**
     * The registry.
     *
     * @throws IllegalArgumentException if two tasks have the same type and major version
     */
    public TaskRegistry build() {
      SortedMap<String, SortedMap<Integer, TaskDefinition>> byType = new TreeMap<>();
      for (TaskDefinition definition : collected) {
        TaskDefinition other =
            byType
                .computeIfAbsent(definition.type(), type -> new TreeMap<>())
                .putIfAbsent(definition.version().major(), definition);
        if (other != null) {
          throw new IllegalArgumentException(
              "task type '"
                  + definition.type()
                  + "' is there twice with major version "
                  + definition.version().major()
                  + ": as "
                  + other.version()
                  + " and as "
                  + definition.version());
        }
      }
      return new TaskRegistry(Collections.unmodifiableSortedMap(byType));
    }
  }
}
