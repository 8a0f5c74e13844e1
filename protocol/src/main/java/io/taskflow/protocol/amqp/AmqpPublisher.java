package io.taskflow.protocol.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import io.taskflow.protocol.concurrent.OwnerThread;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.PublisherClosedException;
import io.taskflow.protocol.transport.TransportCounters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Publishes on a channel of its own. Everything belongs to its {@link OwnerThread}: the client
 * library's thread confirms messages itself if nobody else is at it, and else only posts to it, as
 * the link does; callers hand messages over, and send them themselves if that can't hold them up. A
 * message waits in {@code backlog}, then in {@code window} until the broker has confirmed it; when
 * the channel is lost, the window goes back to the front of the backlog. What is not wanted any
 * more is dropped on either way.
 *
 * <p>If the broker closes the channel for something published, it doesn't say for which message.
 * {@link FlightLimit} narrows it down. A message that was alone in flight gets a second chance
 * after the declarations have been restored, since its exchange may have been deleted; then it is
 * refused.
 */
final class AmqpPublisher implements Publisher, AmqpLink.User, ChannelKeeper.User {

  private static final Logger LOG = LoggerFactory.getLogger(AmqpPublisher.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final String name;
  private final AmqpLink link;
  private final Declarer declarer;
  private final TransportCounters counters;
  private final OwnerThread owner;
  private final ChannelKeeper keeper;
  private final InFlight inFlight;
  private final ConfirmWindow window;
  private final FlightLimit flight = new FlightLimit();
  private final RefusalWatch refusals = new RefusalWatch();
  private final AtomicInteger pending = new AtomicInteger();
  private final Backlog backlog = new Backlog(pending::decrementAndGet);
  private boolean blocked;
  private boolean broken;

  /** The message that was sent last, if it can't be. */
  private @Nullable PendingMessage unencodable;

  private volatile boolean closed;

  AmqpPublisher(
      String name,
      AmqpLink link,
      InFlight inFlight,
      Declarer declarer,
      TransportCounters counters,
      ScheduledExecutorService timer) {
    this.name = name;
    this.link = link;
    this.inFlight = inFlight;
    this.window = new ConfirmWindow(inFlight);
    this.declarer = declarer;
    this.counters = counters;
    this.owner = new OwnerThread(name, this::sendBacklog);
    this.keeper = new ChannelKeeper(name, this, owner, timer);
  }

  void start() {
    owner.start();
    link.attach(this);
  }

  // --- from any thread

  boolean isClosed() {
    return closed;
  }

  private void requireOpen() {
    if (closed) {
      throw new PublisherClosedException(name);
    }
  }

  @Override
  public void publish(OutgoingMessage message, OutcomeListener listener) {
    requireOpen();
    pending.incrementAndGet();
    owner.hand(() -> backlog.add(new PendingMessage(message, listener)));
    owner.help();
  }

  @Override
  public void publish(List<Posting> postings) {
    requireOpen();
    List<PendingMessage> messages = new ArrayList<>(postings.size());
    postings.forEach(p -> messages.add(new PendingMessage(p.message(), p.listener())));
    pending.addAndGet(messages.size());
    owner.hand(() -> backlog.addAll(messages));
    owner.help();
  }

  @Override
  public int pending() {
    return pending.get();
  }

  @Override
  public void dropUnwanted() {
    owner.post(backlog::dropUnwanted);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      link.detach(this);
      owner.end(
          () -> {
            // Its messages must not count as in flight for others of the link.
            emptyWindow();
            keeper.close();
          },
          CLOSE_LIMIT);
    }
  }

  @Override
  public void connectionUp(OpenConnection connection) {
    owner.post(() -> keeper.connectionUp(connection));
  }

  @Override
  public void connectionDown() {
    owner.post(
        () -> {
          takeBack();
          keeper.connectionDown();
        });
  }

  @Override
  public void blocked(boolean now) {
    owner.post(() -> blocked = now);
  }

  // --- on the publisher's thread

  @Override
  public void prepare(OpenConnection connection, Channel channel, long epoch, boolean again)
      throws IOException {
    if (again) {
      declarer.restoreShared(connection);
    }
    broken = false;
    refusals.newChannel();
    PublishChannel.prepare(channel, new Reports(epoch, connection.frames()));
  }

  /** A thread that helps sends only what it can't be held up by. */
  private boolean sendBacklog(boolean helping) {
    sendTogether(helping);
    while (!helping && unencodable != null) {
      refuseLast(unencodable);
      sendTogether(false);
    }
    return helping && (unencodable != null || maySendMore());
  }

  private boolean maySendMore() {
    return backlog.hasNext()
        && !blocked
        && !broken
        && keeper.channel() != null
        && !window.isFull()
        && flight.admits();
  }

  /**
   * Sends all that may be sent now; the socket is written to once. It stops at a message that can't
   * be encoded.
   */
  private void sendTogether(boolean helping) {
    PatientFrames frames = keeper.frames();
    if (frames == null || unencodable != null || !mayBeSent(helping)) {
      return;
    }
    if (!helping) {
      frames.begin();
    } else if (!frames.beginAlone()) {
      return;
    }
    try {
      sendEach(helping);
    } finally {
      end(frames, helping);
    }
  }

  private void end(PatientFrames frames, boolean helping) {
    try {
      if (helping) {
        frames.endAlone();
      } else {
        frames.end();
      }
    } catch (IOException e) {
      waitForReport(e);
    }
  }

  private boolean mayBeSent(boolean helping) {
    return maySendMore() && (!helping || inFlight.isLittleWith(backlog.next()));
  }

  private void sendEach(boolean helping) {
    while (mayBeSent(helping)) {
      Channel channel = Objects.requireNonNull(keeper.channel());
      PendingMessage next = backlog.removeNext();
      window.add(next);
      flight.sent();
      try {
        PublishChannel.publish(channel, next.message());
      } catch (IOException | ShutdownSignalException e) {
        waitForReport(e);
      } catch (IllegalArgumentException e) {
        LOG.error("{} cannot encode message {}", name, next.message().messageId(), e);
        unencodable = next;
        return;
      }
    }
  }

  private void waitForReport(Exception e) {
    LOG.debug("{} waits for the report of its channel's end", name, e);
    broken = true;
  }

  /** The library has counted the message as published; only a new channel counts right again. */
  private void refuseLast(PendingMessage refused) {
    List<PendingMessage> others = emptyWindow();
    others.remove(refused);
    flight.interrupted();
    backlog.putBack(others);
    keeper.spoilt();
    tell(refused, PublishOutcome.REFUSED);
  }

  /** Waits for nothing: those who may wait when they are told are told by the owner's thread. */
  private void confirmed(long epoch, long number, boolean multiple) {
    for (PendingMessage message : settled(epoch, number, multiple)) {
      PublishOutcome outcome =
          message.returned() ? PublishOutcome.RETURNED : PublishOutcome.CONFIRMED;
      if (message.isToldQuickly()) {
        tell(message, outcome);
      } else {
        owner.post(() -> tell(message, outcome));
      }
    }
  }

  private void refused(long epoch, long number, boolean multiple) {
    List<PendingMessage> messages = settled(epoch, number, multiple);
    messages.forEach(message -> tell(message, PublishOutcome.REFUSED));
    if (!messages.isEmpty() && refusals.refused(System.nanoTime())) {
      LOG.warn("{}: the broker goes on refusing messages; trying another channel", name);
      takeBack();
      keeper.spoilt();
    }
  }

  /** What the broker has decided about; nothing if it was on an earlier channel. */
  private List<PendingMessage> settled(long epoch, long number, boolean multiple) {
    if (!keeper.isCurrent(epoch)) {
      return List.of();
    }
    List<PendingMessage> messages = window.settle(number, multiple);
    if (window.isEmpty()) {
      flight.landed();
    }
    return messages;
  }

  private void returned(long epoch, Return message) {
    if (keeper.isCurrent(epoch)) {
      window.markReturned(message.getExchange(), message.getRoutingKey(), message.getProperties());
    }
  }

  private void channelClosed(long epoch, ShutdownSignalException signal) {
    if (!keeper.isCurrent(epoch)) {
      return;
    }
    AMQP.Channel.@Nullable Close blame = BrokerErrors.channelClose(signal);
    if (blame != null) {
      blame(BrokerErrors.text(signal));
      keeper.spoilt();
    } else if (signal.isHardError()) {
      takeBack();
      keeper.connectionDown();
    } else {
      takeBack();
      keeper.lost();
    }
  }

  private void blame(String reason) {
    List<PendingMessage> inFlight = emptyWindow();
    // Said once, not for every step of the search.
    LOG.atLevel(flight.isUnlimited() ? Level.WARN : Level.DEBUG)
        .log("{}: the broker closed the channel: {}; {} in flight", name, reason, inFlight.size());
    flight.spoilt(inFlight.size());
    if (inFlight.size() == 1) {
      accuse(inFlight.getFirst(), reason);
    } else {
      backlog.putBack(inFlight);
    }
  }

  private void accuse(PendingMessage alone, String reason) {
    if (alone.accused()) {
      LOG.error("The broker refuses message {}: {}", alone.message().messageId(), reason);
      tell(alone, PublishOutcome.REFUSED);
    } else {
      alone.accuse();
      backlog.putBack(alone);
    }
  }

  private void takeBack() {
    flight.interrupted();
    backlog.putBack(emptyWindow());
  }

  private List<PendingMessage> emptyWindow() {
    unencodable = null;
    return window.reset();
  }

  private void tell(PendingMessage message, PublishOutcome outcome) {
    if (closed) {
      return;
    }
    pending.decrementAndGet();
    counters.settled(outcome);
    message.tell(outcome);
  }

  /**
   * Carries what the client library's threads hear over to the publisher's. Confirmations are the
   * most of it, and quick; what ends a channel, or gives a message back, is not.
   */
  private final class Reports implements PublishChannel.Listener {

    private final long epoch;
    private final PatientFrames frames;

    Reports(long epoch, PatientFrames frames) {
      this.epoch = epoch;
      this.frames = frames;
    }

    @Override
    public void confirmed(long number, boolean multiple) {
      owner.hand(() -> AmqpPublisher.this.confirmed(epoch, number, multiple));
      frames.handed(owner);
    }

    @Override
    public void refused(long number, boolean multiple) {
      owner.post(() -> AmqpPublisher.this.refused(epoch, number, multiple));
    }

    @Override
    public void returned(Return message) {
      owner.post(() -> AmqpPublisher.this.returned(epoch, message));
    }

    @Override
    public void closed(ShutdownSignalException signal) {
      owner.post(() -> channelClosed(epoch, signal));
    }
  }
}
