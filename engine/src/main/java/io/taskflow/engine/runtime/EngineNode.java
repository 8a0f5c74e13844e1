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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's parts, put together. Thread-safe. */
final class EngineNode implements Engine {

  private static final Logger LOG = LoggerFactory.getLogger(EngineNode.class);

  /** How often flows are looked up that somebody waits for and another engine drives. */
  private static final long LOOK_MILLIS = 500;

  private final EngineContext context;
  private final Partitions partitions;
  private final Thread keeper;
  private final Publisher publisher;
  private final DeadLetters deadLetters;
  private final WorkerDirectory workers;
  private final Submissions submissions;
  private final Signals signals;
  private final FlowLoader loader;
  private final ScheduledExecutorService looker;
  private final AtomicBoolean closed = new AtomicBoolean();

  EngineNode(EngineContext context) {
    this.context = context;
    context.transport().declare(context.topology().base());
    this.publisher = context.transport().publisher(context.name() + "/signals");
    this.loader = new FlowLoader(context.journal(), context.plans());
    this.partitions = new Partitions(context);
    this.signals = new Signals(context, partitions, publisher);
    this.submissions = new Submissions(context, partitions, signals);
    this.deadLetters = new DeadLetters(context, publisher);
    this.workers = new WorkerDirectory(context, publisher, partitions::topicLost);
    context.transport().onQueueLost(partitions::queueLost);
    this.looker =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("flow-looker").daemon().factory());
    looker.scheduleWithFixedDelay(
        this::lookAfterAwaited, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
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

  /** Looks up flows that somebody waits for, in case another engine has brought them to rest. */
  private void lookAfterAwaited() {
    try {
      for (FlowId id : context.watch().awaited()) {
        if (partitions.get(id.partition(context.journal().partitions())) == null) {
          Handle.tellIfAtRest(id, context, loader);
        }
      }
      for (int p = 0; p < context.journal().partitions(); p++) {
        Partition partition = partitions.get(p);
        if (partition != null) {
          partition.offer(new InboxItem.LookForPending());
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("could not look after flows, trying again: {}", e.getMessage());
    }
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
    looker.shutdownNow();
    partitions.stop();
    try {
      keeper.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    partitions.releaseAll();
    deadLetters.close();
    workers.close();
    publisher.close();
    context.watch().close();
    LOG.info("engine {} closed", context.name());
  }

  /** Whether a flow in this status does nothing more by itself. */
  static boolean atRest(FlowStatus status) {
    return status.ended() || status == FlowStatus.SUSPENDED;
  }
}
