package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.Publisher;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's parts, put together. Thread-safe. */
final class EngineNode implements Engine {

  private static final Logger LOG = LoggerFactory.getLogger(EngineNode.class);

  private final EngineContext context;
  private final Partitions partitions;
  private final Thread keeper;
  private final DeadLetters deadLetters;
  private final WorkerDirectory workers;
  private final Submissions submissions;
  private final Signals signals;
  private final FlowLoader loader;
  private final FlowLooker looker;
  private final AtomicBoolean closed = new AtomicBoolean();

  EngineNode(EngineContext context) {
    this.context = context;
    context.transport().declare(context.topology().base());
    Publisher publisher = context.transport().publisher(context.name() + "/signals");
    this.loader = new FlowLoader(context.journal(), context.plans());
    this.partitions = new Partitions(context);
    this.signals = new Signals(context, partitions, publisher);
    this.submissions = new Submissions(context, partitions, signals);
    this.deadLetters = new DeadLetters(context, publisher);
    this.workers = new WorkerDirectory(context, publisher, partitions::topicLost);
    context.transport().onQueueLost(partitions::queueLost);
    this.looker = new FlowLooker(context, partitions, loader);
    looker.start();
    gauges();
    this.keeper = Thread.ofPlatform().name("partitions").start(partitions);
    LOG.info("engine {} started", context.name());
  }

  private void gauges() {
    EngineMetrics metrics = context.metrics();
    metrics.gauge(EngineMetrics.PARTITION_OWNED, () -> partitions.numbers().size());
    metrics.gauge(EngineMetrics.INBOX_DEPTH, partitions::depth);
    metrics.gauge(EngineMetrics.WORKERS_SEEN, () -> workers.workers().size());
    metrics.gauge(
        EngineMetrics.BROKER_UP, () -> context.transport().state() == LinkState.UP ? 1 : 0);
  }

  @Override
  public String name() {
    return context.name();
  }

  @Override
  public FlowHandle submit(Flow flow, Map<String, ?> store, SubmitOptions options) {
    requireOpen();
    return handle(submissions.submit(flow, store, options));
  }

  @Override
  public Optional<FlowHandle> find(FlowId flow) {
    return context.journal().flow(flow).map(row -> handle(row.id()));
  }

  private FlowHandle handle(FlowId id) {
    return new Handle(id, context, loader, signals);
  }

  @Override
  public List<FlowRow> flows(FlowQuery query) {
    return context.journal().flows(query);
  }

  @Override
  public List<WorkerInfo> workers() {
    return workers.workers();
  }

  @Override
  public EngineHealth health() {
    return new EngineHealth(
        context.transport().state(), partitions.journalAvailable(), partitions.numbers());
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("engine " + context.name() + " is closed");
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    // Each part, whatever happens to the others: somebody may wait for any of them.
    for (AutoCloseable part :
        List.of(looker, this::endKeeper, deadLetters, workers, signals, context.watch()::close)) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.error("engine {}: a part could not be closed in order", context.name(), e);
      }
    }
    LOG.info("engine {} closed", context.name());
  }

  private void endKeeper() {
    partitions.stop();
    try {
      keeper.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    partitions.releaseAll();
  }

  /** Whether a flow in this status does nothing more by itself. */
  static boolean atRest(FlowStatus status) {
    return status.ended() || status == FlowStatus.SUSPENDED;
  }
}
