package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.listen.FlowListener;
import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Decision;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.report.FailureFormatter;
import io.taskflow.engine.report.ReportOptions;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Names;
import io.taskflow.protocol.Signal;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A flow, as its submitter sees it. Thread-safe. */
final class Handle implements FlowHandle {

  private final FlowId id;
  private final EngineContext context;
  private final FlowLoader loader;
  private final Partitions partitions;
  private final Signals signals;

  Handle(
      FlowId id, EngineContext context, FlowLoader loader, Partitions partitions, Signals signals) {
    this.id = id;
    this.context = context;
    this.loader = loader;
    this.partitions = partitions;
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
    return Inspections.inspect(loader.load(id).orElseThrow(this::gone), context.workers());
  }

  @Override
  public CompletableFuture<FlowResult> result() {
    return rest().thenApplyAsync(result -> result);
  }

  /** Who has the flow in hand tells when it rests; else the journal is asked whether it does. */
  private CompletableFuture<FlowResult> rest() {
    CompletableFuture<FlowResult> result = context.watch().result(id);
    if (!partitions.goes(id)) {
      tellIfAtRest(id, context, loader);
    }
    return result;
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
      return rest().get();
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  @Override
  public FlowResult join(Duration atMost) throws InterruptedException, TimeoutException {
    try {
      return rest().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
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
    return context.watch().listeners().listen(id, listener);
  }

  @Override
  public Subscription onChange(FlowListener listener) {
    return context.watch().listeners().listen(id, listener);
  }

  @Override
  public String failureReport(ReportOptions options) {
    LiveFlow flow = loader.load(id).orElseThrow(this::gone);
    return new FailureFormatter(options).format(flow.plan(), flow.state());
  }

  @Override
  public void suspend(String by) {
    signals.send(new Signal.Suspend(id, checked(by)));
  }

  @Override
  public void resume(String by) {
    signals.send(new Signal.Resume(id, checked(by)));
  }

  @Override
  public void revert(String by, String why) {
    signals.send(new Signal.Revert(id, checked(by), words(why)));
  }

  @Override
  public void retry(String task, Map<String, ?> arguments, String by, String why) {
    SortedMap<String, Json> values = new TreeMap<>();
    arguments.forEach((name, value) -> values.put(name, Json.of(value)));
    ask(new Signal.RetryTask(id, task, values, checked(by), words(why)));
  }

  @Override
  public void resolve(String task, @Nullable Object result, String by, String why) {
    ask(new Signal.ResolveTask(id, task, Json.of(result), checked(by), words(why)));
  }

  @Override
  public void skip(String task, String by, String why) {
    ask(new Signal.SkipTask(id, task, checked(by), words(why)));
  }

  @Override
  public void dismiss(String task, String by, String why) {
    ask(new Signal.DismissTask(id, task, checked(by), words(why)));
  }

  /**
   * The owner of the flow may be another engine, which can't answer: so it is tried here first, on
   * the flow as it is stored.
   */
  private void ask(Signal signal) {
    context.codec().encode(signal); // so that every engine refuses the same
    LiveFlow flow = loader.load(id).orElseThrow(this::gone);
    Decision decision = FlowMachine.decide(flow.state(), Command.of(signal, context.moment()));
    if (decision instanceof Decision.Rejected r && CommandRejectedException.isOne(r)) {
      throw new CommandRejectedException(r);
    }
    signals.send(signal);
  }

  @Override
  public void rerun(String by) {
    signals.send(new Signal.Rerun(id, checked(by)));
  }

  @Override
  public void reset(String by) {
    signals.send(new Signal.Reset(id, checked(by)));
    signals.wakeUp(id);
  }

  private static String checked(String by) {
    Names.requireText("the name of who asks", by, MAX_BY_LENGTH);
    return by;
  }

  private static String words(String why) {
    Names.requireText("the reason", why, MAX_WHY_LENGTH);
    return why;
  }

  private IllegalStateException gone() {
    return new IllegalStateException("flow " + id + " is not in the journal any more");
  }

  @Override
  public String toString() {
    return "flow " + id;
  }
}
