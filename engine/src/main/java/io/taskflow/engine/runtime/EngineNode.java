package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.AttentionQuery;
import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Publisher.QuickListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's parts, put together. Thread-safe. */
final class EngineNode implements Engine {

  private static final Logger LOG = LoggerFactory.getLogger(EngineNode.class);

  private final EngineContext context;
  private final Partitions partitions;
  private final boolean drives;
  private final @Nullable DeadLetters deadLetters;
  private final WorkerDirectory workers;
  private final Submissions submissions;
  private final Signals signals;
  private final FlowLoader loader;
  private final FlowLooker looker;
  private final @Nullable Retention retention;

  /** The transport keeps its listeners for good; an engine that is closed must not stay with it. */
  private final AtomicReference<@Nullable Partitions> toldOfLostQueues = new AtomicReference<>();

  private final Thread keeper =
      Thread.ofPlatform().name("partitions").unstarted(this::keepPartitions);

  /** Apart from the keeper, which may hang in a call of the journal. */
  private final Thread watchdog = Thread.ofPlatform().name("watchdog").unstarted(this::watch);

  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param topics whose queues it declares
   * @param drives whether it takes partitions, or leaves all flows to others
   */
  EngineNode(EngineContext context, Set<String> topics, boolean drives) {
    this.context = context;
    this.drives = drives;
    List<Declaration> needed = new ArrayList<>(context.topology().base());
    topics.forEach(topic -> needed.add(context.topology().tasks(topic)));
    Set<String> made = context.transport().declare(needed);
    Publisher publisher = context.transport().publisher(context.name());
    Consumer<String> lostTopics =
        queue ->
            topics.stream()
                .filter(topic -> context.topology().tasksQueue(topic).equals(queue))
                .forEach(
                    topic ->
                        publisher.publish(Inboxes.topicLost(context, topic), QuickListener.NONE));
    made.forEach(lostTopics);
    this.loader = new FlowLoader(context);
    this.partitions = new Partitions(context, publisher);
    this.signals = new Signals(context, partitions, publisher);
    this.submissions = new Submissions(context, partitions, signals);
    this.deadLetters = drives ? new DeadLetters(context, publisher) : null;
    this.workers = new WorkerDirectory(context, publisher, partitions::topicLost);
    AtomicReference<@Nullable Partitions> told = toldOfLostQueues;
    told.set(partitions);
    context
        .transport()
        .onQueueLost(
            queue -> {
              Partitions open = told.get();
              if (open != null) {
                open.queueLost(queue);
                lostTopics.accept(queue);
              }
            });
    this.looker = new FlowLooker(context, partitions, loader);
    Duration keep = context.keepEnded();
    this.retention = keep == null || !drives ? null : new Retention(context, partitions, keep);
    gauges();
    LOG.info("engine {} started", context.name());
  }

  /** Lets it go by itself from now on, with threads of its own. */
  EngineNode start() {
    looker.start();
    if (retention != null) {
      retention.start();
    }
    if (drives) {
      keeper.start();
      watchdog.start();
    }
    return this;
  }

  private void watch() {
    try {
      while (!stop.await(partitions.tick().toMillis(), TimeUnit.MILLISECONDS)) {
        partitions.watch();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keepPartitions() {
    try {
      Duration tick;
      do {
        tick = partitions.step();
      } while (!stop.await(tick.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void gauges() {
    EngineMetrics metrics = context.metrics();
    metrics.gauge(EngineMetrics.PARTITION_OWNED, () -> partitions.numbers().size());
    metrics.gauge(EngineMetrics.INBOX_DEPTH, partitions::depth);
    metrics.gauge(EngineMetrics.PUBLISH_UNCONFIRMED, () -> partitions.load().unconfirmed());
    metrics.gauge(EngineMetrics.FLOW_IN_MEMORY, () -> partitions.load().inMemory());
    metrics.gauge(EngineMetrics.ATTEMPT_OUTSTANDING, () -> partitions.load().outstanding());
    metrics.gauge(EngineMetrics.ATTEMPT_HELD_BACK, () -> partitions.load().heldBack());
    metrics.gauge(EngineMetrics.WORKERS_SEEN, () -> context.workers().all().size());
    metrics.gauge(
        EngineMetrics.BROKER_UP, () -> context.transport().state() == LinkState.UP ? 1 : 0);
  }

  Partitions partitions() {
    return partitions;
  }

  FlowLooker looker() {
    return looker;
  }

  Submissions submissions() {
    return submissions;
  }

  Signals signals() {
    return signals;
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
    return new Handle(id, context, loader, partitions, signals);
  }

  @Override
  public List<FlowRow> flows(FlowQuery query) {
    return context.journal().flows(query);
  }

  @Override
  public AttentionPage attention(AttentionQuery query) {
    return AttentionList.page(context, loader, query);
  }

  @Override
  public List<WorkerInfo> workers() {
    return context.workers().all();
  }

  @Override
  public EngineHealth health() {
    return new EngineHealth(
        context.transport().state(),
        partitions.journalAvailable(),
        partitions.numbers(),
        drives ? partitions.share() : 0);
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
        List.of(
            this::endRetention,
            looker,
            this::endKeeper,
            this::endDeadLetters,
            workers,
            signals,
            context.watch()::close)) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.error("engine {}: a part could not be closed in order", context.name(), e);
      }
    }
    toldOfLostQueues.set(null);
    context.metrics().removeGauges();
    LOG.info("engine {} closed", context.name());
  }

  private void endDeadLetters() {
    if (deadLetters != null) {
      deadLetters.close();
    }
  }

  private void endRetention() throws InterruptedException {
    if (retention != null) {
      retention.close();
    }
  }

  private void endKeeper() {
    stop.countDown();
    try {
      keeper.join();
      watchdog.join();
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
