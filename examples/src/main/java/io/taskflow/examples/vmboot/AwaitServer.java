package io.taskflow.examples.vmboot;

import io.taskflow.examples.vmboot.cloud.CloudClient;
import io.taskflow.examples.vmboot.cloud.Resource;
import io.taskflow.examples.vmboot.cloud.Resource.Status;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import java.net.URI;
import java.time.Duration;

/** Waits until the server runs. */
final class AwaitServer implements Task {

  private static final Duration ONE_LOOK = Duration.ofSeconds(5);

  private final CloudClient client;

  AwaitServer(CloudClient client) {
    this.client = client;
  }

  @Override
  public Resource execute(TaskContext context) throws Exception {
    URI cloud = CreateResource.cloud(context);
    String id = context.argument("serverId", String.class);
    Resource server = find(cloud, id);
    while (server.status() == Status.BUILDING) {
      if (context.cancelled()) {
        throw new InterruptedException("cancelled while waiting for " + id);
      }
      server = client.awaitBuilt(cloud, server, ONE_LOOK);
    }
    if (server.status() == Status.ERROR) {
      throw new TaskFailure("server " + id + " could not be built").retryable(false);
    }
    return server;
  }

  private Resource find(URI cloud, String id) throws Exception {
    return client.list(cloud, "servers").stream()
        .filter(server -> server.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new TaskFailure("there is no server " + id).retryable(false));
  }
}
