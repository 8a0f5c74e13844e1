package io.taskflow.testkit.broker;

import java.util.concurrent.CountDownLatch;

/** A program that starts a node, says where it is, and waits to be killed. */
final class NodeOwner {

  static final String READY = "node started: ";

  private NodeOwner() {}

  public static void main(String[] arguments) throws InterruptedException {
    PrivateRabbit node = PrivateRabbit.start();
    System.out.println(
        READY
            + String.join(
                " ",
                node.property("node.pid"),
                node.property("epmd.pid"),
                node.property("watcher.pid"),
                node.directory().toString()));
    new CountDownLatch(1).await();
  }
}
