package io.taskflow.examples.vmboot.cloud;

import java.util.Map;

/**
 * Something that the cloud has.
 *
 * @param id given by the cloud
 * @param kind its collection: {@code images}, {@code networks}, {@code volumes}, {@code addresses}
 *     or {@code servers}
 * @param name given by whoever made it
 * @param owner a mark by which whoever made it finds it again
 * @param status {@code BUILDING}, {@code ACTIVE} or {@code ERROR}
 * @param attributes what it is made of; those whose name ends in {@code Id} name other resources
 */
public record Resource(
    String id,
    String kind,
    String name,
    String owner,
    Status status,
    Map<String, String> attributes) {

  /** How far a resource has come. */
  public enum Status {
    /** Not usable yet. */
    BUILDING,
    /** Usable. */
    ACTIVE,
    /** Will never be usable. */
    ERROR
  }

  public Resource {
    attributes = Map.copyOf(attributes);
  }

  /** What a request to make a resource says. */
  public record Wanted(String name, String owner, Map<String, String> attributes) {
    public Wanted {
      attributes = Map.copyOf(attributes);
    }
  }

  Resource withStatus(Status other) {
    return new Resource(id, kind, name, owner, other, attributes);
  }

  /** Whether it needs the resource of that id. */
  boolean uses(String other) {
    return attributes.entrySet().stream()
        .anyMatch(e -> e.getKey().endsWith("Id") && e.getValue().equals(other));
  }
}
