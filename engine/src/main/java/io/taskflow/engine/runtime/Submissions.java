package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.journal.NewFlow;
import io.taskflow.engine.machine.Family;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.InboxItem.Submitted;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Names;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Takes new flows. Thread-safe. */
final class Submissions {

  private final EngineContext context;
  private final Partitions partitions;
  private final Signals signals;
  private final Placement placement;

  Submissions(EngineContext context, Partitions partitions, Signals signals) {
    this.context = context;
    this.partitions = partitions;
    this.signals = signals;
    this.placement = new Placement(context.drive(), context.journal().partitions(), partitions);
  }

  /**
   * A flow that is being submitted.
   *
   * @param flow its identity
   * @param stored completed when it is durable
   */
  record Submission(FlowId flow, CompletableFuture<Void> stored) {}

  /** Stores a flow; returns when it is durable. */
  FlowId submit(Flow flow, Map<String, ?> store, SubmitOptions options) {
    Submission submission = begin(flow, store, options);
    try {
      Waiting.on(submission.stored());
    } catch (JournalUnavailableException e) {
      throw new JournalUnavailableException(
          "whether flow "
              + submission.flow()
              + " was stored is unknown: ask for it by its id; with a key of its own it could simply"
              + " be submitted again",
          e);
    }
    return submission.flow();
  }

  /** Stores a flow, or has its partition's owner in this process do it. */
  Submission begin(Flow flow, Map<String, ?> store, SubmitOptions options) {
    Map<String, Json> values = new TreeMap<>();
    store.forEach(
        (symbol, value) -> {
          Names.requireName("a symbol of the store", symbol, Names.MAX_NAME_LENGTH);
          values.put(symbol, Json.of(value));
        });
    Plans.Compiled compiled = context.plans().compile(flow, values.keySet());
    Instant now = context.now();
    String key = options.key();
    FlowId id = key == null ? placement.next(compiled.plan().atomCount()) : idOf(key);
    FlowOptions flowOptions = options.flow() == null ? context.flowOptions() : options.flow();
    FlowSubmitted event =
        new FlowSubmitted(now, id, flow.name(), compiled.hash(), values, flowOptions)
            .with(new Family(null, compiled.flows()));
    NewFlow submitted = newFlow(context, event, compiled.definitions(), options.labels());
    CompletableFuture<Void> stored = new CompletableFuture<>();
    if (key == null && offerToOwnPartition(submitted, compiled, event, stored)) {
      return new Submission(id, stored);
    }
    if (context.journal().submit(submitted)) {
      context.metrics().flowSubmitted();
    }
    signals.wakeUp(id);
    stored.complete(null);
    return new Submission(id, stored);
  }

  /** The owner stores a flow and starts it in one commit; others store it and wake the owner up. */
  private boolean offerToOwnPartition(
      NewFlow submitted,
      Plans.Compiled compiled,
      FlowSubmitted event,
      CompletableFuture<Void> stored) {
    Partition partition = partitions.get(submitted.row().partition());
    if (partition == null || !partition.takesFlows()) {
      return false;
    }
    FlowState state = FlowMachine.begin(compiled.plan(), event);
    return partition.offer(new Submitted(submitted, compiled.plan(), state, stored));
  }

  /**
   * What is stored of a flow at first.
   *
   * @param definitions those that may not be in the journal yet
   */
  static NewFlow newFlow(
      EngineContext context,
      FlowSubmitted event,
      Map<String, String> definitions,
      Map<String, String> labels) {
    AttemptRef parent = event.parent();
    int partition = event.flow().partition(context.journal().partitions());
    return new NewFlow(
        new FlowRow(
            event.flow(),
            event.name(),
            event.definition(),
            partition,
            FlowStatus.PENDING,
            labels,
            event.at(),
            event.at(),
            null,
            null,
            parent == null ? null : new FlowRow.Parent(parent.flow(), parent.task())),
        definitions,
        new JournalEntry(
            event.flow(),
            1,
            partition,
            0,
            event.at(),
            EntryCodec.write(new EntryCodec.Body(1, List.of(event)))));
  }

  /** The same key gives the same id, so a second submission meets the first one in the journal. */
  private static FlowId idOf(String key) {
    return FlowId.derived('k', key);
  }
}
