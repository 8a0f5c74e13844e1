package io.taskflow.worker;

import io.taskflow.protocol.Json;
import io.taskflow.protocol.transport.OutgoingMessage;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends an attempt's progress: the latest value wins, at most one reply in an interval, and none
 * while the one before is not confirmed, so that a slow or absent broker makes no backlog. {@link
 * #report} may be called by any thread; the rest is owned by the worker's loop.
 */
final class ProgressReporter {

  private final WorkerLoop loop;
  private final Duration interval;
  private final Composer composer;
  private final ReplyOutlet outlet;
  private final AtomicReference<@Nullable Progress> latest = new AtomicReference<>();
  private long sequence;
  private boolean busy;
  private boolean closed;

  ProgressReporter(WorkerLoop loop, Duration interval, Composer composer, ReplyOutlet outlet) {
    this.loop = loop;
    this.interval = interval;
    this.composer = composer;
    this.outlet = outlet;
  }

  void report(Progress progress) {
    if (latest.getAndSet(progress) == null) {
      loop.execute(this::send);
    }
  }

  /** Sends what is still waiting, then nothing more. */
  void close() {
    busy = false;
    send();
    closed = true;
  }

  private void send() {
    if (busy || closed) {
      return;
    }
    Progress progress = latest.getAndSet(null);
    if (progress == null) {
      return;
    }
    busy = true;
    sequence++;
    outlet.sendOnce(
        composer.progressed(sequence, progress), () -> loop.after(interval, this::ready));
  }

  private void ready() {
    busy = false;
    send();
  }

  /** How far a task has come, from 0.0 to 1.0, and what it shows besides. */
  record Progress(double value, @Nullable Json details) {}

  /** Makes the message. */
  @FunctionalInterface
  interface Composer {
    OutgoingMessage progressed(long sequence, Progress progress);
  }
}
