package io.taskflow.controller.dev;

import io.taskflow.controller.socket.SocketBroker;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.TaskProvider;
import io.taskflow.worker.Worker;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Engine, SQLite file and worker in this process, and a broker beside it or in it. Closing it stops
 * all of them; flows stay in the file. Not thread-safe.
 */
public final class DevTown implements AutoCloseable {

  /** The settings by which other programs find it, below its directory. */
  public static final String SETTINGS = "settings.properties";

  private static final Logger LOG = LoggerFactory.getLogger(DevTown.class);

  private static final String JOURNAL = "flows.db";
  private static final String ENGINE = "taskflow-dev-engine";
  private static final String WORKER = "taskflow-dev-worker";
  private static final Duration DRAIN = Duration.ofSeconds(2);

  /** A partition is taken in no time, and a queue for it is made in not much more. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long LOOK_MILLIS = 10;

  private final Path directory;
  private final Deque<AutoCloseable> lastFirst = new ArrayDeque<>();
  private @Nullable DevBroker broker;
  private @Nullable SocketBroker socket;
  private Duration brokerTook = Duration.ZERO;
  private @Nullable Worker worker;

  private DevTown(Path directory) {
    this.directory = directory;
  }

  /**
   * Starts it, and writes its settings into its directory.
   *
   * @param directory for all that it keeps; made if it is not there
   * @param source where its broker comes from; null for one in this process, which other workers
   *     can't use
   * @param topics of its worker
   * @param tasks that the worker offers
   * @throws DevException if the broker does not start, or another installation uses the directory
   * @throws io.taskflow.engine.journal.JournalException if the file is in use, or can't be used
   */
  public static DevTown start(
      Path directory, DevBroker.@Nullable Source source, List<String> topics, TaskProvider tasks) {
    return start(
        directory,
        own -> source == null ? Messaging.here() : Messaging.start(source, own),
        topics,
        tasks);
  }

  /** As {@link #start(Path, DevBroker.Source, List, TaskProvider)}, with any kind of messaging. */
  static DevTown start(
      Path directory, Messaging.Start brokers, List<String> topics, TaskProvider tasks) {
    DevTown town = new DevTown(directory.toAbsolutePath());
    boolean started = false;
    try {
      town.start(brokers, topics, tasks);
      started = true;
      return town;
    } finally {
      if (!started) {
        town.close();
      }
    }
  }

  private void start(Messaging.Start brokers, List<String> topics, TaskProvider tasks) {
    // First of all: who has it has the directory.
    opened(DirectoryLock.take(directory));
    Background<Messaging> starting =
        opened(Background.open("start of the broker", () -> brokers.in(directory)));
    // It takes its time, and meanwhile there is enough to do.
    Journal flows = opened(SqliteJournal.open(journal()));
    Messaging messaging = starting.await();
    broker = messaging.broker();
    socket = messaging.socket();
    brokerTook = broker == null ? Duration.ZERO : starting.took();
    Background<Transport> forWorker =
        opened(Background.open("connecting", () -> messaging.connect().apply(WORKER)));
    Transport forEngine = opened(messaging.connect().apply(ENGINE));
    Engine engine =
        opened(
            Engine.builder()
                .transport(forEngine)
                .journal(flows)
                .topics(topics.toArray(String[]::new))
                .start());
    worker =
        opened(
            Worker.builder()
                .name("dev")
                .transport(forWorker.await())
                .topics(topics)
                .tasks(tasks)
                .drainTimeout(DRAIN)
                .start());
    awaitPartitions(engine, flows.partitions());
    writeSettings();
  }

  /** Before that there is nobody whom anything can be asked of a flow. */
  private static void awaitPartitions(Engine engine, int all) {
    CountDownLatch never = new CountDownLatch(1);
    long began = System.nanoTime();
    try {
      while (engine.health().partitions().size() < all) {
        if (System.nanoTime() - began > PATIENCE.toNanos()) {
          LOG.warn("the engine has not begun to drive all flows within {}; it goes on", PATIENCE);
          return;
        }
        never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeSettings() {
    Properties settings = new Properties();
    settings.setProperty("TASKFLOW_JOURNAL", "jdbc:sqlite:" + journal());
    if (broker == null) {
      settings.setProperty("TASKFLOW_NO_BROKER", "true");
      if (socket != null) {
        settings.setProperty("TASKFLOW_DEV_SOCKET", socket.file().toString());
      }
    } else {
      settings.setProperty("TASKFLOW_AMQP_URI", broker.uri());
    }
    Path file = settings();
    try {
      // Whoever reads it meanwhile reads all of it, and nobody else may: it has a password.
      Path whole = Files.createTempFile(directory, SETTINGS, ".new");
      try {
        try (Writer out = Files.newBufferedWriter(whole)) {
          settings.store(out, "How to reach 'taskflow dev' as long as it runs");
        }
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(whole);
      }
    } catch (IOException e) {
      throw new DevException("the file %s can't be written: %s".formatted(file, e), e);
    }
    lastFirst.push(() -> Files.deleteIfExists(file));
  }

  /** The SQLite file. */
  public Path journal() {
    return directory.resolve(JOURNAL);
  }

  /** The file with its settings. */
  public Path settings() {
    return directory.resolve(SETTINGS);
  }

  /** The broker; null if it is in this process. */
  public @Nullable DevBroker broker() {
    return broker;
  }

  /**
   * How long the broker took from its start until it was ready; nothing for one in this process.
   */
  public Duration brokerTook() {
    return brokerTook;
  }

  /** The identity of its worker. */
  public String worker() {
    return worker == null ? "" : worker.identity();
  }

  private <T extends AutoCloseable> T opened(T resource) {
    lastFirst.push(resource);
    return resource;
  }

  @Override
  public void close() {
    while (!lastFirst.isEmpty()) {
      try {
        lastFirst.pop().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.error("closing goes on after a problem", e);
      }
    }
  }
}
