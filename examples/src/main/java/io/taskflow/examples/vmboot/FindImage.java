package io.taskflow.examples.vmboot;

import io.taskflow.examples.vmboot.cloud.CloudClient;
import io.taskflow.examples.vmboot.cloud.Resource;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;

/** Looks up the image that a machine is to boot from. */
final class FindImage implements Task {

  private final CloudClient client;

  FindImage(CloudClient client) {
    this.client = client;
  }

  @Override
  public String execute(TaskContext context) throws Exception {
    String name = context.argument("imageName", String.class);
    return client.list(CreateResource.cloud(context), "images").stream()
        .filter(image -> image.name().equals(name))
        .map(Resource::id)
        .findFirst()
        .orElseThrow(
            () -> new TaskFailure("the cloud has no image '" + name + "'").retryable(false));
  }
}
