package io.taskflow.examples.vmboot;

import io.taskflow.examples.vmboot.cloud.CloudClient;
import io.taskflow.worker.TaskDefinition;
import io.taskflow.worker.TaskProvider;
import java.util.Collection;
import java.util.List;

/** Offers the tasks that boot a virtual machine. */
public final class VmBootTasks implements TaskProvider {

  static final String TOPIC = "cloud";
  static final String CREATE = "vm.create-";
  static final String FIND_IMAGE = "vm.find-image";
  static final String AWAIT_SERVER = "vm.await-server";

  @Override
  public Collection<TaskDefinition> tasks() {
    CloudClient cloud = new CloudClient();
    return List.of(
        creation("network", new CreateResource(cloud, "networks", List.of())),
        creation("volume", new CreateResource(cloud, "volumes", List.of("imageId", "sizeGib"))),
        creation("address", new CreateResource(cloud, "addresses", List.of("networkId"))),
        creation("server", new CreateResource(cloud, "servers", List.of("addressId", "volumeId"))),
        TaskDefinition.shared(FIND_IMAGE, new FindImage(cloud)),
        TaskDefinition.shared(AWAIT_SERVER, new AwaitServer(cloud)));
  }

  private static TaskDefinition creation(String what, CreateResource task) {
    return TaskDefinition.shared(CREATE + what, task);
  }
}
