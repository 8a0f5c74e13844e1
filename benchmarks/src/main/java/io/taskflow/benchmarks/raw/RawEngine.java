package io.taskflow.benchmarks.raw;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.taskflow.benchmarks.peer.PeerLoop;
import io.taskflow.benchmarks.work.Job;
import java.util.Map;

/** Carries out jobs with the broker's client and SQL alone. */
final class RawEngine {

  /** As the engine's. */
  private static final int PREFETCH = 2_000;

  private RawEngine() {}

  /** Argument: the type of the queues, which are declared anew. */
  public static void main(String[] arguments) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(System.getenv().getOrDefault(RawNames.BROKER, ""));
    try (Connection publishing = factory.newConnection("raw-engine/publish");
        Connection consuming = factory.newConnection("raw-engine/consume");
        RawStore store = RawStore.open(System.getenv().getOrDefault(RawNames.DATABASE, ""))) {
      Channel requests = publishing.createChannel();
      Channel replies = consuming.createChannel();
      for (String queue : new String[] {RawNames.REQUESTS, RawNames.REPLIES}) {
        requests.queueDelete(queue);
        requests.queueDeclare(queue, true, false, false, Map.of("x-queue-type", arguments[0]));
      }
      requests.confirmSelect();
      RawRun run = new RawRun(requests, replies, store);
      requests.addConfirmListener(
          run::confirmed,
          (number, multiple) -> {
            throw new IllegalStateException("the broker refuses request " + number);
          });
      replies.basicQos(PREFETCH);
      replies.basicConsume(
          RawNames.REPLIES, false, (tag, delivery) -> run.arrived(delivery), tag -> {});
      new PeerLoop().on("run", job -> run.run(job.as(Job.class))).serve();
    }
  }
}
