package io.taskflow.protocol.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.taskflow.protocol.amqp.Recovery.Effect;
import io.taskflow.protocol.amqp.Recovery.Event;
import io.taskflow.protocol.concurrent.OwnerThread;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one channel open on whatever connection there is, as {@link Recovery} decides. Not
 * thread-safe: belongs to the channel's user, but for {@link #losses}.
 */
final class ChannelKeeper {

  /** What the channel is for. Called on the owner's thread. */
  interface User {

    /**
     * Makes a channel ready for use; may wait for the broker. The user must hear of the channel's
     * end itself, and then call {@link #lost}, {@link #spoilt} or {@link #connectionDown}.
     *
     * @param again whether an earlier channel on this connection was lost or refused
     */
    void prepare(OpenConnection connection, Channel channel, long epoch, boolean again)
        throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(ChannelKeeper.class);
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(20), Duration.ofSeconds(5));

  private final String name;
  private final User user;
  private final OwnerThread owner;
  private final ScheduledExecutorService timer;
  private Recovery.State state = Recovery.initial();
  private @Nullable OpenConnection connection;
  private @Nullable Channel channel;
  private boolean again;
  private volatile long losses;

  ChannelKeeper(String name, User user, OwnerThread owner, ScheduledExecutorService timer) {
    this.name = name;
    this.user = user;
    this.owner = owner;
    this.timer = timer;
  }

  /** The channel if it is open and prepared, else null. */
  @Nullable Channel channel() {
    return channel;
  }

  /** What writes to the connection; null if there is none. */
  @Nullable PatientFrames frames() {
    return connection == null ? null : connection.frames();
  }

  /** How many channels are gone so far. From any thread. */
  long losses() {
    return losses;
  }

  boolean isCurrent(long epoch) {
    return channel != null && state.epoch() == epoch;
  }

  void connectionUp(OpenConnection up) {
    connection = up;
    again = false;
    handle(new Recovery.ParentUp());
  }

  void connectionDown() {
    connection = null;
    handle(new Recovery.ParentDown());
  }

  /** The channel is broken; a new one is opened after a while. */
  void lost() {
    handle(new Recovery.Lost(state.epoch(), System.nanoTime(), random()));
  }

  /** The channel is broken for a reason that a new one mends: it is opened at once. */
  void spoilt() {
    handle(new Recovery.Spoilt(state.epoch()));
  }

  /** What stood in the way of a new channel is gone: it is opened at once. */
  void retryNow() {
    handle(new Recovery.RetryDue(state.epoch()));
  }

  void close() {
    handle(new Recovery.Close());
  }

  private void handle(Event event) {
    Recovery.Transition transition = Recovery.next(BACKOFF, state, event);
    state = transition.state();
    transition.effects().forEach(this::carryOut);
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Recovery.Begin begin -> open(begin.epoch());
      case Recovery.RetryAfter retry ->
          timer.schedule(
              () -> owner.post(() -> handle(new Recovery.RetryDue(retry.epoch()))),
              retry.delay().toNanos(),
              TimeUnit.NANOSECONDS);
      case Recovery.Release release -> release();
    }
  }

  private void open(long epoch) {
    OpenConnection on = connection;
    if (on == null) {
      throw new IllegalStateException("a channel of " + name + " is to be opened on nothing");
    }
    Channel opened = null;
    try {
      opened = on.connection().createChannel();
      if (opened == null) {
        throw new IOException("the connection has no channel left");
      }
      user.prepare(on, opened, epoch, again);
      channel = opened;
      handle(new Recovery.Opened(epoch, System.nanoTime()));
    } catch (Throwable e) {
      // Whatever it is: without a report nobody would try again.
      LOG.warn("{} cannot open its channel: {}", name, BrokerErrors.text(e));
      LOG.debug("{} cannot open its channel", name, e);
      abort(opened);
      again = true;
      handle(new Recovery.OpenFailed(epoch, random()));
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the owner's thread writes
  private void release() {
    again = true;
    losses++;
    abort(channel);
    channel = null;
  }

  private static void abort(@Nullable Channel broken) {
    if (broken == null) {
      return;
    }
    try {
      broken.abort();
    } catch (IOException | ShutdownSignalException e) {
      LOG.debug("Channel did not close cleanly", e);
    }
  }

  private static double random() {
    return ThreadLocalRandom.current().nextDouble();
  }
}
