package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Signal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A flow, as its submitter sees it. Thread-safe. */
final class Handle implements FlowHandle {

  private final FlowId id;
  private final EngineContext context;
  private final FlowLoader loader;
  private final Signals signals;

  Handle(FlowId id, EngineContext context, FlowLoader loader, Signals signals) {
    this.id = id;
    this.context = context;
    this.loader = loader;
    this.signals = signals;
  }

  @Override
  public FlowId id() {
    return id;
  }

  @Override
  public FlowStatus status() {
    return context.journal().flow(id).map(FlowRow::status).orElseThrow(this::gone);
  }

  @Override
  public FlowInspection inspect() {
    return Inspections.inspect(loader.load(id).orElseThrow(this::gone));
  }

  @Override
  public CompletableFuture<FlowResult> result() {
    CompletableFuture<FlowResult> result = context.watch().result(id);
    tellIfAtRest(id, context, loader);
    return result.copy();
  }

  /** Tells those who wait for the flow, if it is at rest: it may have been so before they asked. */
  static void tellIfAtRest(FlowId id, EngineContext context, FlowLoader loader) {
    boolean atRest =
        context.journal().flow(id).map(row -> EngineNode.atRest(row.status())).orElse(true);
    if (atRest) {
      LiveFlow flow = loader.load(id).orElse(null);
      if (flow == null) {
        context
            .watch()
            .atRest(
                id,
                () -> {
                  throw new IllegalStateException("flow " + id + " is not in the journal any more");
                });
      } else if (EngineNode.atRest(flow.state().status())) {
        context.watch().atRest(id, () -> Inspections.result(flow.plan(), flow.state()));
      }
    }
  }

  @Override
  public FlowResult join() throws InterruptedException {
    try {
      return result().get();
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  @Override
  public FlowResult join(Duration atMost) throws InterruptedException, TimeoutException {
    try {
      return result().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  private static RuntimeException unwrapped(ExecutionException e) {
    return e.getCause() instanceof RuntimeException cause
        ? cause
        : new IllegalStateException("could not wait for the flow", e);
  }

  @Override
  public Subscription onChange(Consumer<FlowChange> listener) {
    return context.watch().listen(id, listener);
  }

  @Override
  public void suspend(String by) {
    signals.send(new Signal.Suspend(id, by));
  }

  @Override
  public void resume(String by) {
    signals.send(new Signal.Resume(id, by));
  }

  @Override
  public void revert(String by) {
    signals.send(new Signal.Revert(id, by));
  }

  @Override
  public void rerun(String by) {
    signals.send(new Signal.Rerun(id, by));
  }

  @Override
  public void reset(String by) {
    signals.send(new Signal.Reset(id, by));
    signals.wakeUp(id);
  }

  private IllegalStateException gone() {
    return new IllegalStateException("flow " + id + " is not in the journal any more");
  }

  @Override
  public String toString() {
    return "flow " + id;
  }
}
