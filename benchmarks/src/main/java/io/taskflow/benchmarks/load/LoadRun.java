package io.taskflow.benchmarks.load;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.taskflow.benchmarks.work.Allocation;
import io.taskflow.benchmarks.work.Job;
import io.taskflow.benchmarks.work.Latencies;
import io.taskflow.benchmarks.work.Outcome;
import io.taskflow.benchmarks.work.Shape;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.transport.Transport;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Submits the flows of a job and waits for their ends. One thread at a time. */
final class LoadRun {

  private static final long BATCH_LIMIT_SECONDS = 300;

  /** Callers at a time where they need not all come at once. */
  private static final int MOST_SUBMITTING = 64;

  private final Engine engine;
  private final Transport transport;
  private final DistributionSummary entries;
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore submitting = new Semaphore(MOST_SUBMITTING);

  LoadRun(Engine engine, Transport transport, MeterRegistry meters) {
    this.engine = engine;
    this.transport = transport;
    this.entries = meters.summary(EngineMetrics.COMMIT_ENTRIES);
  }

  /** Carries out a job. */
  Outcome run(Job job) throws InterruptedException {
    Flow flow = LoadFlows.of(job);
    Map<String, String> store = LoadFlows.store(job);
    FlowStatus expected = job.shape() == Shape.ROLLBACK ? FlowStatus.REVERTED : FlowStatus.SUCCESS;
    Latencies latencies = new Latencies();
    long commits = entries.count();
    double rows = entries.totalAmount();
    long confirmed = transport.statistics().confirmed();
    long allocated = Allocation.bytes();
    long start = System.nanoTime();
    do {
      batch(job.flows(), flow, store, expected, latencies);
    } while (System.nanoTime() - start < job.seconds() * 1e9);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Outcome(
        latencies.count(),
        (long) latencies.count() * job.stepsOfFlow(),
        seconds,
        latencies.millis(0.5),
        latencies.millis(0.99),
        entries.count() - commits,
        (long) (entries.totalAmount() - rows),
        transport.statistics().confirmed() - confirmed,
        Allocation.bytes() - allocated);
  }

  /** Submits the flows of a batch, and does not wait for their ends; how many are stored. */
  int submit(Job job) throws InterruptedException {
    Flow flow = LoadFlows.of(job);
    Map<String, String> store = LoadFlows.store(job);
    CountDownLatch stored = new CountDownLatch(job.flows());
    for (int i = 0; i < job.flows(); i++) {
      callers.execute(
          () -> {
            submitting.acquireUninterruptibly();
            try {
              engine.submit(flow, store);
              stored.countDown();
            } finally {
              submitting.release();
            }
          });
    }
    if (!stored.await(BATCH_LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(stored.getCount() + " flows could not be stored");
    }
    return job.flows();
  }

  private void batch(
      int flows, Flow flow, Map<String, String> store, FlowStatus expected, Latencies latencies)
      throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(flows);
    AtomicReference<@Nullable Throwable> problem = new AtomicReference<>();
    long start = System.nanoTime();
    Runnable one =
        () -> {
          try {
            engine
                .submit(flow, store)
                .result()
                .whenComplete(
                    (result, error) -> {
                      latencies.add(System.nanoTime() - start);
                      if (error != null) {
                        problem.set(error);
                      } else if (result.status() != expected) {
                        problem.set(unexpected(result));
                      }
                      ended.countDown();
                    });
          } catch (RuntimeException e) {
            problem.set(e);
            ended.countDown();
          }
        };
    if (flows == 1) {
      one.run(); // on the thread that waits for its end, as in RawRun
    } else {
      IntStream.range(0, flows).forEach(i -> callers.execute(one));
    }
    if (!ended.await(BATCH_LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          ended.getCount() + " of " + flows + " flows have not ended in " + BATCH_LIMIT_SECONDS);
    }
    Throwable first = problem.get();
    if (first != null) {
      throw new IllegalStateException("a flow did not end as expected: " + first, first);
    }
  }

  private static IllegalStateException unexpected(FlowResult result) {
    return new IllegalStateException(
        "flow " + result.id() + " ended as " + result.status() + ": " + result.failures());
  }
}
