package io.taskflow.controller.host;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.EngineBuilder;
import io.taskflow.engine.runtime.EngineHealth;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.worker.process.HealthReport;
import io.taskflow.worker.process.HealthServer;
import io.taskflow.worker.process.HttpOptions;
import io.taskflow.worker.process.ProcessMeters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine with its journal, its link and its HTTP server, from start to stop. Owned by the main
 * thread; the JVM's shutdown hook, that SIGTERM begins, only tells it to stop and waits until it
 * has.
 */
final class HostProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HostProcess.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final PrometheusMeterRegistry meters = ProcessMeters.create();
  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Deque<AutoCloseable> lastFirst = new ArrayDeque<>();
  private volatile @Nullable Engine engine;

  /**
   * Starts to tell how the host is, which is not ready yet.
   *
   * @return where
   */
  String serve(HttpOptions http) throws IOException {
    HealthServer server = opened(http.serve(this::health, meters));
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    return server.address();
  }

  /**
   * Opens the journal, drives flows until the process is told to stop, and returns its exit code.
   *
   * @param patience how long to wait for a journal that can't be reached
   * @throws JournalUnavailableException if that was too short
   */
  int run(EngineBuilder builder, AmqpSettings link, Supplier<Journal> store, Duration patience)
      throws InterruptedException {
    Journal journal = await(store, patience);
    if (journal == null) {
      return ExitCode.STOPPED;
    }
    opened(journal);
    AmqpTransport transport = opened(AmqpTransport.connect(link));
    Engine started =
        opened(builder.transport(transport).journal(journal).meterRegistry(meters).start());
    engine = started;
    LOG.info("engine {} drives flows", started.name());
    told.await();
    LOG.info("engine {} hands its partitions over and stops", started.name());
    return ExitCode.STOPPED;
  }

  /** Stops everything, last first. Idempotent. */
  @Override
  public void close() {
    while (!lastFirst.isEmpty()) {
      AutoCloseable next = lastFirst.pop();
      try {
        next.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.warn("closing {} failed; the rest is closed all the same", next, e);
      }
    }
    stopped.countDown();
  }

  /** Null if the process was told to stop before the journal could be opened. */
  private @Nullable Journal await(Supplier<Journal> store, Duration patience)
      throws InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      try {
        return store.get();
      } catch (JournalUnavailableException e) {
        if (System.nanoTime() - begin > patience.toNanos()) {
          throw e;
        }
        LOG.warn("the journal can't be opened, which is tried again: {}", e.getMessage());
      }
      if (told.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        return null;
      }
    }
  }

  private HealthReport health() {
    Engine started = engine;
    if (started == null) {
      return new HealthReport(true, false, Json.of(Map.of("state", "WAITING_FOR_JOURNAL")));
    }
    EngineHealth health = started.health();
    return new HealthReport(true, health.ready(), Json.of(health));
  }

  private void stop() {
    if (stopped.getCount() == 0) {
      return; // it has ended by itself, with a status of its own
    }
    told.countDown();
    try {
      stopped.await();
      // The status of a JVM that was sent a signal would not tell that all went well.
      Runtime.getRuntime().halt(ExitCode.STOPPED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <T extends AutoCloseable> T opened(T resource) {
    lastFirst.push(resource);
    return resource;
  }
}
