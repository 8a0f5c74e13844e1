package io.taskflow.worker;

import io.taskflow.protocol.ControlMessage.CancelAttempt;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.worker.RequestReader.Readable;
import io.taskflow.worker.RequestReader.Reading;
import io.taskflow.worker.RequestReader.Unreadable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Takes what arrives: decides about each request once, starts it if a slot is free, and otherwise
 * lets it wait. Owned by the worker's loop.
 */
final class RequestIntake {

  private final WorkerLoop loop;
  private final Admission admission;
  private final InstantSource clock;
  private final Slots slots;
  private final Backlog backlog;
  private final AttemptRunner runner;
  private final Answers answers;
  private final ReplyWriter writer;
  private final RecentCancels cancels;
  private final HandBack handBack;
  private final DeadLetters deadLetters;
  private final WorkerMetrics metrics;
  private boolean open = true;
  private int mostWaiting = Integer.MAX_VALUE;

  RequestIntake(
      WorkerLoop loop,
      Admission admission,
      InstantSource clock,
      Slots slots,
      Backlog backlog,
      AttemptRunner runner,
      Answers answers,
      ReplyWriter writer,
      RecentCancels cancels,
      HandBack handBack,
      DeadLetters deadLetters,
      WorkerMetrics metrics) {
    this.loop = loop;
    this.admission = admission;
    this.clock = clock;
    this.slots = slots;
    this.backlog = backlog;
    this.runner = runner;
    this.answers = answers;
    this.writer = writer;
    this.cancels = cancels;
    this.handBack = handBack;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
  }

  void arrived(HeldDelivery held, Reading reading) {
    if (held.delivery().redelivered()) {
      metrics.redelivered();
    }
    switch (reading) {
      case Readable readable -> arrived(held, readable.request());
      case Unreadable unreadable -> deadLetters.put(held, unreadable);
    }
  }

  /** Starts waiting requests while slots are free. */
  void startWaiting() {
    while (slots.free() > 0) {
      Attempt next = backlog.poll();
      if (next == null) {
        return;
      }
      begin(next);
    }
  }

  /** From now on nothing is begun: what waits, and what still arrives, goes back. */
  void close() {
    open = false;
    letWait(0);
  }

  /** So many requests may wait here; others go back, for others to run: those that came last. */
  void letWait(int most) {
    mostWaiting = most;
    giveBackBeyond(most);
  }

  /** Gives back what came last, so that no more than so many wait. */
  void giveBackBeyond(int most) {
    if (backlog.size() > most) {
      backlog.removeBeyond(most).forEach(handBack::giveBack);
    }
  }

  /** Gives back what has waited longer than that, for others to run. */
  void giveBackOlderThan(Duration age) {
    long now = loop.nanoTime();
    backlog.removeIf(attempt -> attempt.age(now).compareTo(age) > 0).forEach(handBack::giveBack);
  }

  /**
   * Forgets what waits and was lost with a connection. The others stay: giving them back would
   * count as a delivery.
   */
  void dropLost() {
    backlog.removeIf(Attempt::lost).forEach(handBack::drop);
  }

  /** Interrupts an attempt that runs, drops one that waits, and remembers one that may yet come. */
  void cancel(CancelAttempt cancel) {
    String token = cancel.attempt().token().value();
    Optional<Attempt> running = runner.find(token);
    if (running.isPresent()) {
      runner.interrupt(running.get(), new Interruption.Cancelled(cancel.reason()));
      return;
    }
    Attempt waiting = backlog.remove(token);
    if (waiting != null) {
      answerCancelled(waiting.request(), cancel.reason(), waiting.takeDeliveries());
    } else if (!answers.remembers(token)) {
      cancels.add(token, cancel.reason());
    }
  }

  private void arrived(HeldDelivery held, TaskRequest request) {
    String token = request.attempt().token().value();
    Optional<Attempt> inHand = runner.find(token).or(() -> backlog.find(token));
    if (inHand.isPresent()) {
      metrics.duplicate();
      again(held, inHand.get());
    } else if (answers.repeat(request, held)) {
      metrics.duplicate();
    } else {
      admit(held, request, token);
    }
  }

  /** The broker has lost the connection or the engine has repeated itself: it is not run twice. */
  private static void again(HeldDelivery held, Attempt attempt) {
    if (attempt.leased()) {
      held.ackAtOnce();
    } else {
      attempt.add(held);
    }
  }

  private void admit(HeldDelivery held, TaskRequest request, String token) {
    Optional<String> cancelled = cancels.take(token);
    if (cancelled.isPresent()) {
      answerCancelled(request, cancelled.get(), List.of(held));
      return;
    }
    switch (admission.decide(request, held.priorDeliveries(), clock.instant())) {
      case Verdict.Run run -> take(new Attempt(request, run.definition(), held, loop.nanoTime()));
      case Verdict.Fail fail ->
          answers.give(request, writer.failed(request, fail.failure()), List.of(held));
      case Verdict.Reject reject ->
          answers.give(
              request,
              writer.rejected(request.attempt(), request.replyTo(), reject.code(), reject.reason()),
              List.of(held));
    }
  }

  private void take(Attempt attempt) {
    if (open && slots.free() > 0) {
      runner.start(attempt);
    } else if (!open || backlog.size() >= mostWaiting) {
      handBack.giveBack(attempt);
    } else {
      backlog.add(attempt);
    }
  }

  /** Begins a request that has waited, unless that is not right any more. */
  private void begin(Attempt attempt) {
    TaskRequest request = attempt.request();
    if (attempt.lost()) {
      handBack.drop(attempt);
    } else if (Admission.expired(request, attempt.priorDeliveries(), clock.instant())) {
      answers.give(
          request,
          writer.failed(
              request, Failures.expired(request, clock.instant(), attempt.priorDeliveries())),
          attempt.takeDeliveries());
    } else {
      runner.start(attempt);
    }
  }

  private void answerCancelled(TaskRequest request, String reason, List<HeldDelivery> deliveries) {
    answers.give(
        request,
        writer.failed(request, Failures.cancelledBeforeStart(request, reason)),
        deliveries);
  }
}
