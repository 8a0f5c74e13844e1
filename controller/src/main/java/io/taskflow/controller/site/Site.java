package io.taskflow.controller.site;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.PartitionRow;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.WorkerInfo;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An open journal, a link to the broker, and an engine that drives nothing: it submits, shows, and
 * brings what is asked of flows to their owners. Closing it closes all three. Thread-safe.
 */
public final class Site implements AutoCloseable {

  private final Journal journal;
  private final Transport transport;
  private final Engine engine;
  private final @Nullable String brokerProblem;

  /**
   * Takes over what is open.
   *
   * @param brokerProblem why there is no broker; null if there is one
   */
  public Site(Journal journal, Transport transport, Engine engine, @Nullable String brokerProblem) {
    this.journal = journal;
    this.transport = transport;
    this.engine = engine;
    this.brokerProblem = brokerProblem;
  }

  /** The journal. */
  public Journal journal() {
    return journal;
  }

  /** The engine that drives nothing. */
  public Engine engine() {
    return engine;
  }

  /** Why there is no broker; null if there is one. */
  public @Nullable String brokerProblem() {
    return brokerProblem;
  }

  /**
   * The live workers that have answered; waits for their answers first. None if there is no broker.
   */
  public List<WorkerInfo> workers(Duration patience) throws InterruptedException {
    if (brokerProblem == null) {
      // Nobody knows how many will answer.
      new CountDownLatch(1).await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
    return engine.workers();
  }

  /**
   * Why nobody drives a flow now, and what to do; null if an engine has its partition, or had it a
   * moment ago.
   */
  public @Nullable String whyNobodyDrives(FlowId flow) {
    PartitionRow row = journal.partitionRows().get(flow.partition(journal.partitions()));
    Instant until = row.leasedUntil();
    return row.owner() != null && until != null && until.isAfter(journal.now())
        ? null
        : "no engine owns partition %d of the journal: start one, for instance 'taskflow dev'"
            .formatted(row.partition());
  }

  @Override
  public void close() {
    try (journal;
        transport) {
      engine.close();
    }
  }
}
