package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Moment;
import io.taskflow.engine.runtime.InboxItem.Asked;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Publisher.QuickListener;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what is asked of a flow to its owner: directly if this engine owns its partition, else
 * through the partition's inbox at the broker. Thread-safe.
 */
final class Signals implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private final EngineContext context;
  private final Partitions partitions;
  private final Publisher publisher;

  /** Requests that the broker has not confirmed yet. */
  private final Set<CompletableFuture<Void>> unconfirmed = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  Signals(EngineContext context, Partitions partitions, Publisher publisher) {
    this.context = context;
    this.partitions = partitions;
    this.publisher = publisher;
  }

  /** Lets the owner look at a new flow. Not waited for: the owner also looks by itself. */
  void wakeUp(FlowId flow) {
    if (!offer(flow, Command.Start::new, new CompletableFuture<>())) {
      try {
        publish(new Signal.WakeUp(flow), new CompletableFuture<>());
      } catch (IllegalStateException e) {
        LOG.debug("the engine is being closed; another one finds flow {}", flow, e);
      }
    }
  }

  /** Returns when the request is durable. */
  void send(Signal signal) {
    Waiting.on(begin(signal));
  }

  /** Completed when the request is durable. */
  CompletableFuture<Void> begin(Signal signal) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (!offer(signal.flow(), moment -> Command.of(signal, moment), done)) {
      publish(signal, done);
    }
    return done;
  }

  private boolean offer(
      FlowId flow, Function<Moment, Command> command, CompletableFuture<Void> done) {
    Partition partition = partitions.get(flow.partition(context.journal().partitions()));
    return partition != null && partition.offer(new Asked(flow, command, done));
  }

  private void publish(Signal signal, CompletableFuture<Void> done) {
    unconfirmed.add(done);
    done.whenComplete((nothing, error) -> unconfirmed.remove(done));
    if (closed) {
      failUnconfirmed();
      return;
    }
    int partition = signal.flow().partition(context.journal().partitions());
    QuickListener told =
        outcome -> {
          if (outcome == PublishOutcome.CONFIRMED) {
            done.complete(null);
          } else {
            done.completeExceptionally(
                new JournalUnavailableException(
                    "partition "
                        + partition
                        + " has no inbox at the broker: no engine has owned it yet, or it was"
                        + " deleted and its owner has not made it anew; try again",
                    new IllegalStateException(outcome.name())));
          }
        };
    publisher.publish(Inboxes.message(context, partition, signal, signal.flow()), told);
  }

  private void failUnconfirmed() {
    for (CompletableFuture<Void> done : unconfirmed) {
      done.completeExceptionally(
          new IllegalStateException(
              "engine "
                  + context.name()
                  + " was closed before the broker had confirmed the request; whether it is stored"
                  + " is unknown: ask another engine for the flow"));
    }
  }

  /** Nothing more can be sent; who waits for a confirmation is told that none will come. */
  @Override
  public void close() {
    closed = true;
    failUnconfirmed();
    publisher.close();
  }
}
