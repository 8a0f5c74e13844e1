package io.taskflow.controller.local;

import io.taskflow.controller.site.Site;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.listen.FlowListener;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.EngineBuilder;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.engine.runtime.FlowInspection;
import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.flow.yaml.FlowDocument;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.TaskProvider;
import io.taskflow.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one flow from its start to its rest, with an engine and a worker that are there for nothing
 * else. Nothing of it outlives the run.
 *
 * @param document the flow
 * @param tasks what the worker offers, on every topic that the flow names
 * @param topics those topics
 * @param atMost how long it may take
 */
public record LocalRun(
    FlowDocument document, List<TaskProvider> tasks, Set<String> topics, Duration atMost) {

  private static final Logger LOG = LoggerFactory.getLogger(LocalRun.class);

  private static final int SLOTS = 16;

  /** Only a flow that was given up has a task that still runs. */
  private static final Duration DRAIN = Duration.ofMillis(500);

  public LocalRun {
    tasks = List.copyOf(tasks);
    topics = Set.copyOf(topics);
  }

  /**
   * What came of it.
   *
   * @param result how it ended
   * @param inspection each task as it was then
   * @param outputs the outputs of the document, those that there are
   * @param failureReport what went wrong, for people; empty if nothing did
   */
  public record Outcome(
      FlowResult result,
      FlowInspection inspection,
      Map<String, Json> outputs,
      String failureReport) {}

  /** Shows a flow while it runs. */
  @FunctionalInterface
  public interface Show {

    /** Shows nothing. */
    Show NOTHING = (site, flow, deadline) -> {};

    /** Returns when it rests, or at the deadline, or at once. */
    void show(Site site, FlowHandle flow, Instant deadline) throws InterruptedException;
  }

  /**
   * Runs it.
   *
   * @param store the values that it is started with
   * @param listener hears of every change
   * @param show shows it meanwhile
   * @throws TimeoutException if it has not come to rest in time
   */
  public Outcome run(Map<String, Json> store, FlowListener listener, Show show)
      throws InterruptedException, TimeoutException {
    Instant deadline = Instant.now().plus(atMost);
    InMemoryBroker broker = new InMemoryBroker();
    HeardEnds heard = new HeardEnds(listener);
    try (Journal journal = new InMemoryJournal(1);
        Transport forWorker = broker.connect("worker");
        Transport forEngine = broker.connect("engine");
        Worker worker = worker(forWorker);
        Engine engine = engine(forEngine, journal, heard)) {
      FlowHandle handle = engine.submit(document.flow(), store);
      show.show(new Site(journal, forEngine, engine, "it is in this process"), handle, deadline);
      FlowResult result = handle.join(left(deadline));
      if (!heard.await(handle.id())) {
        LOG.warn("not all changes of the flow '{}' were told", document.flow().name());
      }
      String report = result.exception().isPresent() ? handle.failureReport() : "";
      return new Outcome(
          result, handle.inspect(), Outputs.of(document, store, result.values()), report);
    }
  }

  private static Duration left(Instant deadline) {
    Duration left = Duration.between(Instant.now(), deadline);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Worker worker(Transport transport) {
    return Worker.builder()
        .name("local")
        .transport(transport)
        .topics(topics)
        .slots(SLOTS)
        .drainTimeout(DRAIN)
        .tasks(tasks.toArray(TaskProvider[]::new))
        .start();
  }

  private Engine engine(Transport transport, Journal journal, FlowListener listener) {
    EngineBuilder builder =
        Engine.builder().transport(transport).journal(journal).listener(listener);
    document.flows().forEach(builder::flow);
    return builder.start();
  }
}
