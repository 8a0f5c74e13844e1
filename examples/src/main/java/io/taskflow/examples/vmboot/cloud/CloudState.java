package io.taskflow.examples.vmboot.cloud;

import io.taskflow.examples.vmboot.cloud.Resource.Status;
import io.taskflow.examples.vmboot.cloud.Resource.Wanted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the simulated cloud has. Thread-safe: every change holds its lock. */
final class CloudState {

  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int QUOTA = 403;
  private static final int GONE = 410;

  private final Map<String, Integer> quota;
  private final Map<String, Resource> resources = new TreeMap<>();
  private final Map<String, String> idByIdempotencyKey = new HashMap<>();
  private int made;

  /**
   * @param quota how many resources of a kind there may be; kinds that are not in it have no limit
   */
  CloudState(Map<String, Integer> quota) {
    this.quota = Map.copyOf(quota);
  }

  /** The resource that was made for the key, now or by an earlier request with the same key. */
  synchronized Resource create(String kind, String key, Wanted wanted) throws CloudException {
    String earlier = idByIdempotencyKey.get(key);
    if (earlier != null) {
      Resource resource = resources.get(earlier);
      if (resource == null) {
        throw new CloudException(GONE, earlier + " was made for this key and deleted since");
      }
      return resource;
    }
    for (Map.Entry<String, String> attribute : wanted.attributes().entrySet()) {
      if (attribute.getKey().endsWith("Id") && !resources.containsKey(attribute.getValue())) {
        throw new CloudException(
            CONFLICT, attribute.getKey() + ": there is no " + attribute.getValue());
      }
    }
    int limit = quota.getOrDefault(kind, Integer.MAX_VALUE);
    if (list(kind).size() >= limit) {
      throw new CloudException(QUOTA, "quota exceeded: at most " + limit + " " + kind);
    }
    made++;
    Resource resource =
        new Resource(
            kind + "-" + made,
            kind,
            wanted.name(),
            wanted.owner(),
            Status.BUILDING,
            wanted.attributes());
    resources.put(resource.id(), resource);
    idByIdempotencyKey.put(key, resource.id());
    return resource;
  }

  synchronized Resource get(String id) throws CloudException {
    return Optional.ofNullable(resources.get(id))
        .orElseThrow(() -> new CloudException(NOT_FOUND, "there is no " + id));
  }

  synchronized List<Resource> list(String kind) {
    return resources.values().stream().filter(r -> r.kind().equals(kind)).toList();
  }

  synchronized List<Resource> all() {
    return List.copyOf(resources.values());
  }

  synchronized void delete(String id) throws CloudException {
    Resource resource = get(id);
    for (Resource other : resources.values()) {
      if (other.uses(id)) {
        throw new CloudException(CONFLICT, id + " is in use by " + other.id());
      }
    }
    resources.remove(resource.id());
    notifyAll();
  }

  /** Ends the building of a resource, if it is still there. */
  synchronized void finish(String id, Status status) {
    resources.computeIfPresent(id, (key, resource) -> resource.withStatus(status));
    notifyAll();
  }

  /** Waits until a resource is no longer being built, not longer than that. */
  synchronized Resource awaitBuilt(String id, long atMostMillis)
      throws CloudException, InterruptedException {
    long deadline = System.nanoTime() + atMostMillis * 1_000_000;
    while (get(id).status() == Status.BUILDING) {
      long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        break;
      }
      wait(leftMillis);
    }
    return get(id);
  }
}
