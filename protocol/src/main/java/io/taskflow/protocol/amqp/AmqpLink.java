package io.taskflow.protocol.amqp;

import com.rabbitmq.client.ShutdownSignalException;
import io.taskflow.protocol.amqp.Recovery.Effect;
import io.taskflow.protocol.amqp.Recovery.Event;
import io.taskflow.protocol.concurrent.OwnerThread;
import io.taskflow.protocol.transport.LinkState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps one connection open, as {@link Recovery} decides, and tells its users when it comes and
 * goes. Belongs to the transport's thread; attempts to connect and to close run on threads of their
 * own and report back. Methods are for the transport's thread unless they say otherwise.
 */
final class AmqpLink {

  /**
   * Somebody with a channel on the connection. Called on the transport's thread; must not block.
   */
  interface User {

    void connectionUp(OpenConnection connection);

    void connectionDown();

    /** The broker takes no messages, or takes them again. */
    void blocked(boolean blocked);
  }

  /** Is told each change of the link's state. */
  @FunctionalInterface
  interface Observer {
    void changed(String reason);
  }

  /** What has to be done on a new connection before anybody uses it; may wait for the broker. */
  @FunctionalInterface
  interface Preparation {
    void prepare(OpenConnection connection) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(AmqpLink.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final Connector connector;
  private final Backoff backoff;
  private final Preparation preparation;
  private final OwnerThread owner;
  private final ScheduledExecutorService timer;
  private final ExecutorService workers;
  private final Observer observer;
  private final CountDownLatch firstAttempt = new CountDownLatch(1);
  private final List<User> users = new ArrayList<>();
  private final Map<Long, OpenConnection> opened = new HashMap<>();
  private Recovery.State recovery = Recovery.initial();
  private String lastFailure = "";
  private String loggedFailure = "";
  private volatile @Nullable OpenConnection current;
  private volatile LinkState state = LinkState.DOWN;

  AmqpLink(
      Connector connector,
      Backoff backoff,
      Preparation preparation,
      OwnerThread owner,
      ScheduledExecutorService timer,
      ExecutorService workers,
      Observer observer) {
    this.connector = connector;
    this.backoff = backoff;
    this.preparation = preparation;
    this.owner = owner;
    this.timer = timer;
    this.workers = workers;
    this.observer = observer;
  }

  /** From any thread. */
  void start() {
    owner.post(() -> handle(new Recovery.ParentUp()));
  }

  /** From any thread: waits until the first attempt to connect has succeeded or failed. */
  void awaitFirstAttempt(Duration limit) throws InterruptedException {
    if (!firstAttempt.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warn("{} is still trying to connect for the first time", connector.name());
    }
  }

  /** From any thread: the connection if it is up. */
  @Nullable OpenConnection current() {
    return current;
  }

  /** From any thread: {@code DOWN}, {@code BLOCKED}, {@code UP} or {@code CLOSED}. */
  LinkState state() {
    return state;
  }

  /** From any thread. */
  void attach(User user) {
    owner.post(
        () -> {
          users.add(user);
          OpenConnection connection = current;
          if (connection != null) {
            user.connectionUp(connection);
            user.blocked(state == LinkState.BLOCKED);
          }
        });
  }

  /** From any thread. */
  void detach(User user) {
    owner.post(() -> users.remove(user));
  }

  void close() {
    state = LinkState.CLOSED;
    current = null;
    handle(new Recovery.Close());
  }

  private void handle(Event event) {
    Recovery.Transition transition = Recovery.next(backoff, recovery, event);
    recovery = transition.state();
    transition.effects().forEach(this::carryOut);
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Recovery.Begin begin -> workers.execute(() -> connect(begin.epoch()));
      case Recovery.RetryAfter retry -> retryAfter(retry);
      case Recovery.Release release -> {
        OpenConnection connection = opened.remove(release.epoch());
        if (connection != null) {
          workers.execute(() -> connection.close(CLOSE_LIMIT));
        }
      }
    }
  }

  private void retryAfter(Recovery.RetryAfter retry) {
    // Said once, not at every attempt.
    Level level = lastFailure.equals(loggedFailure) ? Level.DEBUG : Level.WARN;
    LOG.atLevel(level)
        .log(
            "{}: {}; next attempt in {} ms",
            connector.name(),
            lastFailure,
            retry.delay().toMillis());
    loggedFailure = lastFailure;
    timer.schedule(
        () -> owner.post(() -> handle(new Recovery.RetryDue(retry.epoch()))),
        retry.delay().toNanos(),
        TimeUnit.NANOSECONDS);
  }

  /** On a thread of its own. */
  private void connect(long epoch) {
    OpenConnection connection = null;
    try {
      connection = connector.connect();
      preparation.prepare(connection);
      reportOpened(epoch, connection);
    } catch (Throwable e) {
      if (connection != null) {
        connection.close(CLOSE_LIMIT);
      }
      owner.post(() -> connectFailed(epoch, e));
    }
  }

  /** Reports the opening before listening for the end, so that they arrive in this order. */
  private void reportOpened(long epoch, OpenConnection connection) {
    owner.post(() -> connected(epoch, connection));
    connection
        .connection()
        .addBlockedListener(
            reason -> owner.post(() -> blocked(epoch, true, "the broker is blocked: " + reason)),
            () -> owner.post(() -> blocked(epoch, false, "the broker takes messages again")));
    connection
        .connection()
        .addShutdownListener(signal -> owner.post(() -> connectionLost(epoch, signal)));
    if (state == LinkState.CLOSED) {
      connection.close(CLOSE_LIMIT);
    }
  }

  private void connected(long epoch, OpenConnection connection) {
    opened.put(epoch, connection);
    handle(new Recovery.Opened(epoch, System.nanoTime()));
    if (isOpen(epoch)) {
      current = connection;
      loggedFailure = "";
      become(LinkState.UP, "connected to " + connection.peer());
      users.forEach(user -> user.connectionUp(connection));
      users.forEach(user -> user.blocked(false));
    }
    firstAttempt.countDown();
  }

  private void connectFailed(long epoch, Throwable error) {
    lastFailure = "cannot connect: " + BrokerErrors.text(error);
    LOG.debug("{} cannot connect", connector.name(), error);
    handle(new Recovery.OpenFailed(epoch, random()));
    firstAttempt.countDown();
  }

  private void connectionLost(long epoch, ShutdownSignalException signal) {
    if (isOpen(epoch)) {
      lastFailure = BrokerErrors.text(signal);
      current = null;
      users.forEach(User::connectionDown);
      become(LinkState.DOWN, lastFailure);
      handle(new Recovery.Lost(epoch, System.nanoTime(), random()));
    }
  }

  private void blocked(long epoch, boolean blocked, String reason) {
    if (isOpen(epoch)) {
      users.forEach(user -> user.blocked(blocked));
      become(blocked ? LinkState.BLOCKED : LinkState.UP, reason);
    }
  }

  private boolean isOpen(long epoch) {
    return recovery instanceof Recovery.Open open && open.epoch() == epoch;
  }

  private void become(LinkState next, String reason) {
    state = next;
    observer.changed(reason);
  }

  private static double random() {
    return ThreadLocalRandom.current().nextDouble();
  }
}
