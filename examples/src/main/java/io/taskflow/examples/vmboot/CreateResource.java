package io.taskflow.examples.vmboot;

import io.taskflow.examples.vmboot.cloud.CloudClient;
import io.taskflow.examples.vmboot.cloud.CloudException;
import io.taskflow.examples.vmboot.cloud.Resource;
import io.taskflow.examples.vmboot.cloud.Resource.Wanted;
import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes one resource of a cloud, and gives it back. The execution key is the idempotency key, so
 * that an attempt after a lost one gets the same resource. Every resource is marked with its flow
 * and task: a revert finds it by that mark, also when the answer with its id was never heard.
 */
final class CreateResource implements Task {

  private final CloudClient client;
  private final String kind;
  private final List<String> attributes;

  /**
   * @param attributes the arguments that the resource is made of
   */
  CreateResource(CloudClient client, String kind, List<String> attributes) {
    this.client = client;
    this.kind = kind;
    this.attributes = List.copyOf(attributes);
  }

  @Override
  public String execute(TaskContext context) throws Exception {
    Map<String, String> values = new TreeMap<>();
    for (String name : attributes) {
      values.put(name, String.valueOf(context.argument(name, Object.class)));
    }
    Wanted wanted = new Wanted(context.argument("vmName", String.class), owner(context), values);
    try {
      return client.create(cloud(context), kind, context.executionKey(), wanted).id();
    } catch (CloudException e) {
      throw new TaskFailure(String.valueOf(e.getMessage()), e).retryable(e.temporary());
    }
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws Exception {
    for (Resource resource : client.list(cloud(context), kind)) {
      if (resource.owner().equals(owner(context))) {
        client.delete(cloud(context), resource);
      }
    }
    return null;
  }

  static URI cloud(TaskContext context) {
    return URI.create(context.argument("cloud", String.class));
  }

  private static String owner(TaskContext context) {
    return context.flow() + "/" + context.task();
  }
}
