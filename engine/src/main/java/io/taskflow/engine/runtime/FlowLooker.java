package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for what nobody tells this engine: flows that somebody waits for and that came to rest
 * while the partition was not this engine's, and flows that were submitted elsewhere and not
 * started. All of it belongs to one thread.
 */
final class FlowLooker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FlowLooker.class);

  /** The time between two looks. */
  static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final EngineContext context;
  private final Partitions partitions;
  private final FlowLoader loader;
  private final ScheduledExecutorService thread;

  /**
   * The partitions of this engine of which all awaited flows have been looked at since it took them
   * over. What comes to rest after that is told by the partition's loop.
   */
  private final Map<Integer, Partition> lookedAt = new HashMap<>();

  FlowLooker(EngineContext context, Partitions partitions, FlowLoader loader) {
    this.context = context;
    this.partitions = partitions;
    this.loader = loader;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("flow-looker").daemon().factory());
  }

  /** Looks again and again from now on, on a thread of its own. */
  void start() {
    long millis = LOOK_EVERY.toMillis();
    thread.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Looks once. Must not throw: it would not be called again. */
  void look() {
    try {
      offerPending();
      lookAfterAwaited();
    } catch (JournalUnavailableException e) {
      LOG.warn("could not look after awaited flows, trying again: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("could not look after awaited flows, trying again", e);
    }
  }

  private void offerPending() {
    partitions.recovered().values().forEach(own -> own.offer(new InboxItem.LookForPending()));
  }

  private void lookAfterAwaited() {
    // In this order: who waits for a flow after the partition was recovered hears from its loop.
    Map<Integer, Partition> recovered = partitions.recovered();
    Map<Integer, List<FlowId>> awaited = new HashMap<>();
    for (FlowId flow : context.watch().awaited()) {
      int partition = flow.partition(context.journal().partitions());
      awaited.computeIfAbsent(partition, p -> new ArrayList<>()).add(flow);
    }
    for (int p = 0; p < context.journal().partitions(); p++) {
      Partition own = recovered.get(p);
      if (own == null || own != lookedAt.get(p)) {
        awaited.getOrDefault(p, List.of()).forEach(this::tellIfAtRest);
        if (own != null) {
          lookedAt.put(p, own);
        }
      }
    }
  }

  private void tellIfAtRest(FlowId flow) {
    try {
      Handle.tellIfAtRest(flow, context, loader);
    } catch (JournalUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      context
          .watch()
          .atRest(
              flow,
              () -> {
                throw e;
              });
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
