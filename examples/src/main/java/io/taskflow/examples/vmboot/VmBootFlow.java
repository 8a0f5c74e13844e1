package io.taskflow.examples.vmboot;

import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.task;

import io.taskflow.flow.Flow;
import io.taskflow.flow.TaskBuilder;

/**
 * The flow that boots a virtual machine. Nobody says in which order: each task follows those that
 * provide what it requires.
 *
 * <pre>
 * network ── address ─┐
 * image ──── volume ──┴─ server ── ready
 * </pre>
 */
public final class VmBootFlow {

  private VmBootFlow() {}

  /**
   * The flow. It needs the values {@code cloud} (address of the cloud), {@code vmName}, {@code
   * imageName} and {@code sizeGib}, and provides {@code server}.
   */
  public static Flow flow() {
    return graph(
            "boot-vm",
            create("server", "addressId", "volumeId").provides("serverId"),
            create("address", "networkId").provides("addressId"),
            create("volume", "imageId", "sizeGib").provides("volumeId"),
            create("network").provides("networkId"),
            task("image", VmBootTasks.FIND_IMAGE)
                .topic(VmBootTasks.TOPIC)
                .requires("cloud", "imageName")
                .provides("imageId")
                .notRevertible(),
            task("ready", VmBootTasks.AWAIT_SERVER)
                .topic(VmBootTasks.TOPIC)
                .requires("cloud", "serverId")
                .provides("server")
                .notRevertible())
        .build();
  }

  private static TaskBuilder create(String what, String... attributes) {
    return task(what, VmBootTasks.CREATE + what)
        .topic(VmBootTasks.TOPIC)
        .requires("cloud", "vmName")
        .requires(attributes);
  }
}
