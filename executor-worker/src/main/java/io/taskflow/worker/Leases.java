package io.taskflow.worker;

import java.time.Duration;

/**
 * Hands long attempts over from the broker, which takes back what is held too long, to leases: the
 * engine is told, the request is acknowledged, and the lease is renewed while the code runs. Owned
 * by the worker's loop.
 */
final class Leases {

  /** Short enough that the engine sends the request anew at once. */
  private static final Duration GIVEN_UP = Duration.ofMillis(1);

  private static final Duration SHORTEST_RENEWAL = Duration.ofMillis(50);
  private static final int RENEWALS_PER_LEASE = 3;

  private final WorkerLoop loop;
  private final Duration defaultLease;
  private final ReplyWriter writer;
  private final ReplyOutlet outlet;
  private final Slots slots;
  private final Runnable whenLeased;
  private long sequence;

  Leases(
      WorkerLoop loop,
      Duration defaultLease,
      ReplyWriter writer,
      ReplyOutlet outlet,
      Slots slots,
      Runnable whenLeased) {
    this.loop = loop;
    this.defaultLease = defaultLease;
    this.writer = writer;
    this.outlet = outlet;
    this.slots = slots;
    this.whenLeased = whenLeased;
  }

  /** Begins a lease for an attempt that runs. */
  void begin(Attempt attempt) {
    outlet.sendUntilConfirmed(
        writer.leased(attempt.request(), ++sequence, lease(attempt)), () -> begun(attempt));
  }

  /** Ends the lease of an attempt whose fate is decided. */
  void end(Attempt attempt) {
    if (attempt.leased()) {
      attempt.lease(false);
      slots.leased(-1);
    }
  }

  /** Lets the lease of an attempt lapse, so that the engine sends the request anew. */
  void giveUp(Attempt attempt) {
    outlet.sendUntilConfirmed(writer.leased(attempt.request(), ++sequence, GIVEN_UP), () -> {});
  }

  private void begun(Attempt attempt) {
    if (attempt.answered()) {
      return;
    }
    attempt.takeDeliveries().forEach(HeldDelivery::ackAtOnce);
    attempt.lease(true);
    slots.leased(1);
    attempt.add(loop.every(renewalInterval(attempt), new Renewal(attempt)));
    whenLeased.run();
  }

  private Duration renewalInterval(Attempt attempt) {
    Duration wanted = lease(attempt).dividedBy(RENEWALS_PER_LEASE);
    return wanted.compareTo(SHORTEST_RENEWAL) < 0 ? SHORTEST_RENEWAL : wanted;
  }

  private Duration lease(Attempt attempt) {
    Duration asked = attempt.request().heartbeat();
    return asked == null ? defaultLease : asked;
  }

  /** Says again that an attempt is alive. */
  private final class Renewal implements Runnable {

    private final Attempt attempt;
    private boolean unconfirmed;

    Renewal(Attempt attempt) {
      this.attempt = attempt;
    }

    @Override
    public void run() {
      // While the broker is away one renewal is enough to be sent when it is back.
      if (!unconfirmed) {
        unconfirmed = true;
        outlet.sendOnce(
            writer.leased(attempt.request(), ++sequence, lease(attempt)),
            () -> unconfirmed = false);
      }
    }
  }
}
