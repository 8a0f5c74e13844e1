package io.taskflow.testkit.conformance.vector;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A flow of a vector.
 *
 * @param type how its children are ordered
 * @param name unique in the whole flow
 * @param children in the order in which they are added
 * @param retry decides about failures in it; null for none
 * @param links of a graph flow
 * @param target the only child of a graph flow that is wanted; null for all
 */
public record VectorFlow(
    Type type,
    String name,
    List<VectorNode> children,
    @Nullable VectorRetry retry,
    List<VectorLink> links,
    @Nullable String target)
    implements VectorNode {

  /** How children are ordered. */
  public enum Type {
    /** One after another. */
    LINEAR,
    /** Not at all. */
    UNORDERED,
    /** By what they require and provide, and by links. */
    GRAPH
  }

  /** All tasks, those of the flows in it included. */
  public Stream<VectorTask> tasks() {
    return children.stream()
        .flatMap(
            child ->
                switch (child) {
                  case VectorTask task -> Stream.of(task);
                  case VectorFlow flow -> flow.tasks();
                });
  }

  /** This and all flows in it. */
  public Stream<VectorFlow> flows() {
    return Stream.concat(
        Stream.of(this),
        children.stream()
            .flatMap(child -> child instanceof VectorFlow flow ? flow.flows() : Stream.empty()));
  }

  /** All retries, those of the flows in it included. */
  public Stream<VectorRetry> retries() {
    return flows().flatMap(flow -> Stream.ofNullable(flow.retry));
  }
}
