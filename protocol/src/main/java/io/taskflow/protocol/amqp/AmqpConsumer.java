package io.taskflow.protocol.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.taskflow.protocol.concurrent.OwnerThread;
import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.DeliveryHandler;
import io.taskflow.protocol.transport.TransportCounters;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes a queue on a channel of its own. Everything belongs to its {@link OwnerThread}, which
 * also calls the handler, or the client library's thread does if that is quick. Whoever is done
 * with a delivery hands its acknowledgement over to {@link DelayedAcks}, and after each batch those
 * that are due are sent. An acknowledgement that belongs to an earlier channel is dropped, since
 * the broker has given that delivery back.
 */
final class AmqpConsumer implements Consumer, AmqpLink.User, ChannelKeeper.User {

  private static final Logger LOG = LoggerFactory.getLogger(AmqpConsumer.class);

  /** What is longer takes long to be read; meanwhile all other consumers would get nothing. */
  private static final int LARGEST_QUICK = 16 << 10;

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final String queue;
  private final int prefetch;
  private final DeliveryHandler handler;
  private final AmqpLink link;
  private final Declarer declarer;
  private final TransportCounters counters;
  private final OwnerThread owner;
  private final ChannelKeeper keeper;
  private final ScheduledExecutorService timer;
  private final AtomicLong restarts = new AtomicLong();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private DelayedAcks acks;
  private String consumerTag = "";
  private volatile boolean taking = true;
  private volatile boolean closed;

  AmqpConsumer(
      String name,
      String queue,
      int prefetch,
      DeliveryHandler handler,
      AmqpLink link,
      Declarer declarer,
      TransportCounters counters,
      ScheduledExecutorService timer) {
    this.queue = queue;
    this.prefetch = prefetch;
    this.handler = handler;
    this.link = link;
    this.declarer = declarer;
    this.counters = counters;
    this.owner = new OwnerThread(name, this::sendDueAcks);
    this.keeper = new ChannelKeeper(name, this, owner, timer);
    this.timer = timer;
    this.acks = newAcks();
  }

  void start() {
    owner.start();
    link.attach(this);
  }

  // --- from any thread

  boolean isClosed() {
    return closed;
  }

  /** A queue has been made. */
  void made(String name) {
    if (queue.equals(name)) {
      owner.post(keeper::retryNow);
    }
  }

  @Override
  public long restarts() {
    return restarts.get();
  }

  @Override
  public CompletableFuture<Void> stopTaking() {
    taking = false;
    owner.post(this::cancel);
    return stopped;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      taking = false;
      link.detach(this);
      owner.end(
          () -> {
            sendAcks();
            leave();
          },
          CLOSE_LIMIT);
    }
  }

  @Override
  public void connectionUp(OpenConnection connection) {
    owner.post(
        () -> {
          if (taking) {
            keeper.connectionUp(connection);
          }
        });
  }

  @Override
  public void connectionDown() {
    owner.post(
        () -> {
          keeper.connectionDown();
          if (!taking) {
            leave();
          }
        });
  }

  @Override
  public void blocked(boolean now) {
    // A consumer publishes nothing.
  }

  // --- on the consumer's thread

  @Override
  public void prepare(OpenConnection connection, Channel channel, long epoch, boolean again)
      throws IOException {
    if (again) {
      declarer.restoreQueue(connection, queue);
    }
    declarer.requireMadeByOthers(connection, queue);
    DelayedAcks ofChannel = newAcks();
    acks = ofChannel;
    long losses = keeper.losses();
    BooleanSupplier lost = () -> keeper.losses() != losses || link.current() != connection;
    channel.basicQos(prefetch);
    channel.addShutdownListener(signal -> owner.post(() -> channelClosed(epoch, signal)));
    consumerTag =
        channel.basicConsume(
            queue,
            false,
            (tag, message) -> {
              AmqpDelivery delivery =
                  new AmqpDelivery(
                      message.getEnvelope(),
                      message.getProperties(),
                      message.getBody(),
                      (t, acknowledged) -> settle(ofChannel, t, acknowledged),
                      lost);
              ofChannel.delivered();
              if (handler.isQuick() && message.getBody().length <= LARGEST_QUICK) {
                owner.hand(() -> deliver(epoch, delivery));
                connection.frames().handed(owner);
              } else {
                owner.post(() -> deliver(epoch, delivery));
              }
            },
            tag -> owner.post(() -> cancelled(epoch)));
  }

  private void deliver(long epoch, AmqpDelivery delivery) {
    if (!keeper.isCurrent(epoch)) {
      return;
    }
    try {
      handler.handle(delivery);
    } catch (Throwable e) {
      LOG.error(
          "Handler of queue {} failed on message {} ({}); it is given back",
          queue,
          delivery.messageId(),
          delivery.type(),
          e);
      delivery.requeue();
    }
  }

  private DelayedAcks newAcks() {
    return new DelayedAcks(prefetch, owner, timer);
  }

  /** From any thread. */
  private static void settle(DelayedAcks acks, long tag, boolean acknowledged) {
    if (acknowledged) {
      acks.acknowledge(tag);
    } else {
      acks.requeue(tag);
    }
  }

  /** Not by who helps: the client library's thread must not write. */
  private boolean sendDueAcks(boolean helping) {
    if (acks.due() && !helping) {
      sendAcks();
    }
    return helping && acks.due();
  }

  private void sendAcks() {
    Channel channel = keeper.channel();
    PatientFrames frames = keeper.frames();
    if (channel == null || frames == null) {
      acks = newAcks();
      return;
    }
    try {
      frames.begin();
      try {
        acks.tell(channel);
      } finally {
        frames.end();
      }
    } catch (IOException | ShutdownSignalException e) {
      LOG.debug("Queue {} waits for the report of its channel's end", queue, e);
    }
  }

  private void cancel() {
    Channel channel = keeper.channel();
    if (channel == null) {
      leave();
      return;
    }
    sendAcks();
    try {
      channel.basicCancel(consumerTag);
      // The broker has answered: all that it had sent before that is in the mailbox already.
      owner.post(() -> stopped.complete(null));
    } catch (IOException | ShutdownSignalException e) {
      LOG.debug("Queue {} waits for the report of its channel's end", queue, e);
    }
  }

  /** There is nothing that anything could still come by. */
  private void leave() {
    keeper.close();
    stopped.complete(null);
  }

  /** The broker cancelled the consumer: the queue is gone, or a delivery was held too long. */
  private void cancelled(long epoch) {
    if (keeper.isCurrent(epoch)) {
      sendAcks();
      declarer.tellIfOthersMake(queue);
      beginAnew("the broker cancelled the consumer");
    }
  }

  private void channelClosed(long epoch, ShutdownSignalException signal) {
    if (!keeper.isCurrent(epoch)) {
      return;
    }
    if (signal.isHardError()) {
      connectionDown();
    } else {
      beginAnew(BrokerErrors.text(signal));
    }
  }

  private void beginAnew(String reason) {
    if (!taking) {
      leave();
      return;
    }
    LOG.warn("Consumer of queue {} begins anew: {}", queue, reason);
    restarts.incrementAndGet();
    counters.consumerRestarted();
    keeper.lost();
  }
}
