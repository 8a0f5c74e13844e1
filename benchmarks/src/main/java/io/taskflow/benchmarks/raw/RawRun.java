package io.taskflow.benchmarks.raw;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import io.taskflow.benchmarks.work.Allocation;
import io.taskflow.benchmarks.work.Job;
import io.taskflow.benchmarks.work.Latencies;
import io.taskflow.benchmarks.work.Outcome;
import io.taskflow.benchmarks.work.Shape;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The loop of the raw limit: it takes all replies that have arrived, stores them in one commit if
 * it is to, publishes the requests that follow, and acknowledges the replies. {@link #arrived} and
 * {@link #confirmed} are called by the client library; all else belongs to one thread.
 */
final class RawRun {

  private static final int MOST_AT_ONCE = 1_000;
  private static final long SILENCE_LIMIT_SECONDS = 60;

  private final Channel requests;
  private final Channel replies;
  private final RawStore store;
  private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
  private final Confirms confirms = new Confirms();
  private long batch;

  RawRun(Channel requests, Channel replies, RawStore store) {
    this.requests = requests;
    this.replies = replies;
    this.store = store;
  }

  void arrived(Delivery reply) {
    arrived.add(reply);
  }

  void confirmed(long number, boolean multiple) {
    confirms.confirmed(number, multiple);
  }

  /** Carries out a job. */
  Outcome run(Job job) throws IOException, SQLException, InterruptedException {
    MessageSizes sizes = MessageSizes.of(job.payloadBytes());
    byte[] filler = RawWorker.filler(sizes.request());
    Latencies latencies = new Latencies();
    long commits = store.commits();
    long rows = store.rows();
    long allocated = Allocation.bytes();
    long published = confirms.published();
    long start = System.nanoTime();
    long flows = 0;
    do {
      new Batch(job, sizes.reply(), filler, latencies).run();
      flows += job.flows();
    } while (System.nanoTime() - start < job.seconds() * 1e9);
    double seconds = (System.nanoTime() - start) / 1e9;
    confirms.awaitAll();
    return new Outcome(
        flows,
        flows * job.stepsOfFlow(),
        seconds,
        latencies.millis(0.5),
        latencies.millis(0.99),
        store.commits() - commits,
        store.rows() - rows,
        2 * (confirms.published() - published),
        Allocation.bytes() - allocated);
  }

  /** Flows that are begun at once. */
  private final class Batch {

    private final Job job;
    private final int replyLength;
    private final byte[] filler;
    private final Latencies latencies;
    private final String name = "batch-" + batch++ + "-flow-";
    private final int[] left;
    private final long start = System.nanoTime();
    private int flowsLeft;

    Batch(Job job, int replyLength, byte[] filler, Latencies latencies) {
      this.job = job;
      this.replyLength = replyLength;
      this.filler = filler;
      this.latencies = latencies;
      this.left = new int[job.flows()];
      this.flowsLeft = job.flows();
    }

    void run() throws IOException, SQLException, InterruptedException {
      if (job.stored() && job.flows() == 1 && job.tasks() == 1) {
        // A flow that is so short is not cheaper to submit than to run.
        store.write(List.of(new RawStore.Row(name + "0", -1, "submitted")));
      }
      for (int flow = 0; flow < job.flows(); flow++) {
        left[flow] = job.stepsOfFlow();
        int atOnce = job.shape() == Shape.FAN_OUT ? job.tasks() : 1;
        for (int step = 0; step < atOnce; step++) {
          publish(flow, step);
        }
      }
      while (flowsLeft > 0) {
        turn();
      }
    }

    private void turn() throws IOException, SQLException, InterruptedException {
      List<Delivery> taken = new ArrayList<>();
      @Nullable Delivery first = arrived.poll(SILENCE_LIMIT_SECONDS, TimeUnit.SECONDS);
      if (first == null) {
        throw new IllegalStateException(
            "no reply for " + SILENCE_LIMIT_SECONDS + " s, but " + flowsLeft + " flows go on");
      }
      taken.add(first);
      arrived.drainTo(taken, MOST_AT_ONCE - 1);
      if (job.stored()) {
        List<RawStore.Row> rows = new ArrayList<>(taken.size());
        for (Delivery reply : taken) {
          RawMessage message = RawMessage.read(reply.getBody());
          rows.add(
              new RawStore.Row(
                  name + message.flow(), message.step(), RawMessage.entry(reply.getBody())));
        }
        store.write(rows);
      }
      for (Delivery reply : taken) {
        follow(RawMessage.read(reply.getBody()));
      }
      replies.basicAck(taken.getLast().getEnvelope().getDeliveryTag(), true);
    }

    private void follow(RawMessage reply) throws IOException {
      if (--left[reply.flow()] == 0) {
        flowsLeft--;
        latencies.add(System.nanoTime() - start);
      } else if (job.shape() != Shape.FAN_OUT) {
        publish(reply.flow(), reply.step() + 1);
      }
    }

    private void publish(int flow, int step) throws IOException {
      confirms.publishing();
      requests.basicPublish(
          "",
          RawNames.REQUESTS,
          true,
          RawMessage.PROPERTIES,
          new RawMessage(flow, step, replyLength).write(filler));
    }
  }
}
