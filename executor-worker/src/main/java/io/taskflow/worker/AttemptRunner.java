package io.taskflow.worker;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.worker.WorkerSettings.Timing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts, each on a thread of its own, and sees to it that each is answered: when its code
 * ends, or when it was interrupted and doesn't end in time. Owned by the worker's loop.
 */
final class AttemptRunner {

  private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

  private final WorkerLoop loop;
  private final Timing timing;
  private final SecretResolver secrets;
  private final InstantSource clock;
  private final Slots slots;
  private final ReplyWriter writer;
  private final ReplyOutlet outlet;
  private final Answers answers;
  private final Leases leases;
  private final WorkerMetrics metrics;
  private final Runnable whenEnded;
  private final Map<String, Attempt> running = new HashMap<>();

  AttemptRunner(
      WorkerLoop loop,
      WorkerSettings settings,
      InstantSource clock,
      Slots slots,
      ReplyWriter writer,
      ReplyOutlet outlet,
      Answers answers,
      Leases leases,
      WorkerMetrics metrics,
      Runnable whenEnded) {
    this.loop = loop;
    this.timing = settings.timing();
    this.secrets = settings.secrets();
    this.clock = clock;
    this.slots = slots;
    this.writer = writer;
    this.outlet = outlet;
    this.answers = answers;
    this.leases = leases;
    this.metrics = metrics;
    this.whenEnded = whenEnded;
  }

  /** The attempt with that token that runs and is not answered yet. */
  Optional<Attempt> find(String token) {
    return Optional.ofNullable(running.get(token));
  }

  /** How many attempts run and are not answered yet. */
  int unanswered() {
    return running.size();
  }

  /** Runs an attempt in a free slot. */
  void start(Attempt attempt) {
    slots.take();
    running.put(attempt.token(), attempt);
    TaskRequest request = attempt.request();
    ProgressReporter reporter =
        new ProgressReporter(
            loop,
            timing.progressInterval(),
            (sequence, progress) -> writer.progressed(request, sequence, progress),
            outlet);
    long begunNanos = loop.nanoTime();
    TaskExecution execution =
        new TaskExecution(
            attempt,
            context(attempt, reporter),
            secrets,
            outcome -> {
              Duration took = Duration.ofNanos(loop.nanoTime() - begunNanos);
              loop.execute(() -> ended(attempt, outcome, took));
            });
    attempt.begin(loop, execution, reporter);
    setTimers(attempt);
  }

  /** Interrupts an attempt that runs; it is answered soon after, ended or not. */
  void interrupt(Attempt attempt, Interruption reason) {
    if (attempt.answered() || attempt.interruption() != null) {
      return;
    }
    attempt.interrupt(reason);
    attempt.add(loop.after(timing.interruptGrace(), () -> graceOver(attempt)));
  }

  /** Interrupts everything that runs. */
  void interruptAll(Interruption reason) {
    new ArrayList<>(running.values()).forEach(attempt -> interrupt(attempt, reason));
  }

  private RequestContext context(Attempt attempt, ProgressReporter reporter) {
    Instant deadline = attempt.deadline(clock.instant());
    TaskRequest.RevertContext revert = attempt.request().revert();
    return revert == null
        ? new RequestContext(attempt, reporter, deadline)
        : new RevertRequestContext(attempt, revert, reporter, deadline);
  }

  private void setTimers(Attempt attempt) {
    TaskRequest request = attempt.request();
    attempt.add(
        loop.after(
            timing.startedAfter(), () -> outlet.sendOnce(writer.started(request), () -> {})));
    attempt.add(loop.after(timing.leaseAfter(), () -> leases.begin(attempt)));
    Duration limit = request.startToClose();
    if (limit != null) {
      attempt.add(loop.after(limit, () -> interrupt(attempt, new Interruption.TimedOut(limit))));
    }
  }

  private void graceOver(Attempt attempt) {
    LOG.warn(
        "task '{}' ({}) ignores its interrupt; it is answered for, and its slot is stuck until its"
            + " code ends",
        attempt.request().attempt().task(),
        attempt.request().attempt().flow());
    slots.stuck(1);
    conclude(attempt, new Outcome.StillRunning());
    // Once more, for code that swallowed the first one while it did something else.
    attempt.interrupt(new Interruption.Stopped());
    whenEnded.run();
  }

  private void ended(Attempt attempt, Outcome outcome, Duration took) {
    slots.release();
    Action action = attempt.request().attempt().action();
    metrics.ran(attempt.definition().type(), action, took);
    if (attempt.answered()) {
      slots.stuck(-1);
    } else {
      conclude(attempt, outcome);
    }
    whenEnded.run();
  }

  private void conclude(Attempt attempt, Outcome outcome) {
    TaskRequest request = attempt.request();
    Conclusion conclusion = Conclusion.of(request, outcome, attempt.interruption());
    attempt.cancelTimers();
    attempt.close();
    running.remove(attempt.token());
    boolean leased = attempt.leased();
    leases.end(attempt);
    List<HeldDelivery> deliveries = attempt.takeDeliveries();
    switch (conclusion) {
      case Conclusion.Succeeded succeeded ->
          answers.give(request, writer.succeeded(request, succeeded.result()), deliveries);
      case Conclusion.Failed failed ->
          answers.give(request, writer.failed(request, failed.failure()), deliveries);
      case Conclusion.GiveBack giveBack -> {
        metrics.givenBack();
        deliveries.forEach(HeldDelivery::requeue);
        if (leased) {
          leases.giveUp(attempt);
        }
      }
    }
  }
}
