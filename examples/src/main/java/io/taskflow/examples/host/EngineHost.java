package io.taskflow.examples.host;

import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.TaskProvider;
import io.taskflow.worker.Worker;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine with a SQLite journal, and what it needs around it: either a broker and workers
 * elsewhere, or both in this JVM. Engine, flows and tasks are the same in both cases. Closing it
 * stops all that it has started; flows stay in the journal.
 *
 * <p>Not thread-safe; the engine is.
 */
public final class EngineHost implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EngineHost.class);

  private final Function<String, Transport> connect;
  private final Deque<AutoCloseable> lastFirst = new ArrayDeque<>();
  private final Engine engine;

  private EngineHost(String name, Path journal, Function<String, Transport> connect) {
    this.connect = connect;
    try {
      Journal store = opened(SqliteJournal.open(journal));
      Transport link = opened(connect.apply(name));
      engine = opened(Engine.builder().transport(link).journal(store).start());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * An engine whose workers are other processes at the same broker.
   *
   * @param broker {@code amqp://user:password@host:port/virtual-host}
   * @param journal the SQLite file; made if it is not there
   */
  public static EngineHost withBroker(String name, URI broker, Path journal) {
    return withBroker(name, AmqpSettings.builder().uri(broker), journal);
  }

  /**
   * The same for a broker that needs more than an address.
   *
   * @param broker how to reach it; belongs to the host from now on
   */
  public static EngineHost withBroker(String name, AmqpSettings.Builder broker, Path journal) {
    return new EngineHost(
        name, journal, link -> AmqpTransport.connect(broker.connectionName(link).build()));
  }

  /**
   * An engine that needs no broker; its workers are added to it.
   *
   * @param journal the SQLite file; made if it is not there
   */
  public static EngineHost local(Path journal) {
    InMemoryBroker broker = new InMemoryBroker();
    return new EngineHost("engine", journal, broker::connect);
  }

  /** The engine. */
  public Engine engine() {
    return engine;
  }

  /**
   * Starts a worker in this JVM that is closed with the host.
   *
   * @param slots how many tasks it runs at once
   */
  public Worker addWorker(String name, String topic, int slots, TaskProvider... tasks) {
    Transport link = opened(connect.apply(name));
    return opened(
        Worker.builder().name(name).transport(link).topic(topic).tasks(tasks).slots(slots).start());
  }

  /** As {@link #addWorker}, for chaining. */
  public EngineHost withWorker(String name, String topic, int slots, TaskProvider... tasks) {
    addWorker(name, topic, slots, tasks);
    return this;
  }

  /**
   * Flows that an earlier process, or this one, has begun and that have not come to rest, oldest
   * first. The engine goes on with them whether anybody asks or not, as they were defined then.
   *
   * @param name of the flows
   * @param labels that they all have
   */
  public List<FlowHandle> unfinished(String name, Map<String, String> labels) {
    Set<FlowStatus> going = Set.of(FlowStatus.PENDING, FlowStatus.RUNNING, FlowStatus.SUSPENDING);
    FlowQuery query = new FlowQuery(going, name, labels, null, FlowQuery.MAX_LIMIT);
    return engine.flows(query).reversed().stream()
        .flatMap(row -> engine.find(row.id()).stream())
        .toList();
  }

  @Override
  public void close() {
    while (!lastFirst.isEmpty()) {
      try {
        lastFirst.pop().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.warn("closing goes on after a problem", e);
      }
    }
  }

  private <T extends AutoCloseable> T opened(T resource) {
    lastFirst.push(resource);
    return resource;
  }
}
