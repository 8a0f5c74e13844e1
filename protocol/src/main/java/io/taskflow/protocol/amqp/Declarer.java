package io.taskflow.protocol.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Declaration.ExchangeKind;
import io.taskflow.protocol.transport.QueueLossListener;
import io.taskflow.protocol.transport.TransportException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers what must exist at the broker and makes it exist. Thread-safe; waits for the broker on
 * the caller's thread, with a channel of its own for each call.
 */
final class Declarer {

  private static final Logger LOG = LoggerFactory.getLogger(Declarer.class);

  private final List<Declaration> remembered = new CopyOnWriteArrayList<>();
  private final List<QueueLossListener> lossListeners = new CopyOnWriteArrayList<>();
  // Found missing, and not declared anew yet or nobody told yet: a restoration may be cut short.
  private final Set<String> untold = ConcurrentHashMap.newKeySet();
  // Made once, by a connection that was lost meanwhile: they may be there without their bindings.
  private final Set<Declaration.Queue> cutShort = ConcurrentHashMap.newKeySet();

  void onQueueLost(QueueLossListener listener) {
    lossListeners.add(listener);
  }

  /** How many declarations there are; grows with each new one. */
  int size() {
    return remembered.size();
  }

  void remember(List<Declaration> declarations) {
    for (Declaration declaration : declarations) {
      if (!remembered.contains(declaration)) {
        remembered.add(declaration);
      }
    }
  }

  void forget(List<Declaration> declarations) {
    remembered.removeAll(declarations);
  }

  /**
   * Declares for the first time. If it is cut short, the restoration tells of what was missing.
   *
   * @throws IOException if the connection was lost meanwhile
   */
  Made declareFirst(OpenConnection connection, List<Declaration> declarations) throws IOException {
    Set<String> missing = Set.copyOf(Existing.missingQueues(connection, declarations));
    untold.addAll(missing);
    List<Refusal> refusals = declare(connection, declarations);
    untold.removeAll(missing);
    return new Made(missing, refusals);
  }

  /**
   * What came of declarations.
   *
   * @param queues the durable queues that the broker didn't have before
   * @param refusals what it has refused
   */
  record Made(Set<String> queues, List<Refusal> refusals) {}

  /**
   * Declares a queue that is not remembered. If it is cut short, {@link #restoreAll} ends it.
   *
   * @throws TransportException if the broker refuses it
   * @throws IOException if the connection was lost meanwhile
   */
  void makeOnce(OpenConnection connection, Declaration.Queue queue) throws IOException {
    cutShort.add(queue);
    List<Refusal> refusals = declare(connection, List.of(queue));
    cutShort.remove(queue);
    if (!refusals.isEmpty()) {
      throw refusals.getFirst().error();
    }
  }

  /** Declares again what all connections may use; logs what the broker refuses. */
  void restoreShared(OpenConnection connection) throws IOException {
    restore(connection, declaration -> !Existing.isExclusive(declaration));
  }

  /** Declares everything again; logs what the broker refuses. */
  void restoreAll(OpenConnection connection) throws IOException {
    restore(connection, declaration -> true);
    endCutShort(connection);
  }

  /** A queue that is gone altogether is for those to make anew who are told that it is lost. */
  private void endCutShort(OpenConnection connection) throws IOException {
    for (Declaration.Queue queue : cutShort) {
      if (Existing.queue(connection, queue.name())) {
        declare(connection, List.of(queue))
            .forEach(refusal -> LOG.error("{}", refusal.error().getMessage()));
      }
      cutShort.remove(queue);
    }
  }

  /** Says that a queue is gone if it is not declared here: that is for others to do. */
  void tellIfOthersMake(String queue) {
    if (othersMake(queue)) {
      tellLost(queue);
    }
  }

  private boolean othersMake(String queue) {
    return remembered.stream().noneMatch(declaration -> declaration.name().equals(queue));
  }

  /**
   * Makes sure that a queue that is not declared here is there before it is consumed: some brokers
   * end the whole connection if it is just being made.
   *
   * @throws IOException if it is missing, which is told
   */
  void requireMadeByOthers(OpenConnection connection, String queue) throws IOException {
    if (othersMake(queue) && !Existing.queue(connection, queue)) {
      tellLost(queue);
      throw new IOException("queue '" + queue + "' is consumed when somebody has made it");
    }
  }

  /** Declares a queue again and the exchanges that it may be bound to. */
  void restoreQueue(OpenConnection connection, String queue) throws IOException {
    restore(
        connection,
        declaration ->
            declaration instanceof Declaration.Exchange || declaration.name().equals(queue));
  }

  private void restore(OpenConnection connection, Predicate<Declaration> wanted)
      throws IOException {
    List<Declaration> again = remembered.stream().filter(wanted).toList();
    untold.addAll(Existing.missingQueues(connection, again));
    Set<Declaration> refused = new HashSet<>();
    for (Refusal refusal : declare(connection, again)) {
      LOG.error("{}", refusal.error().getMessage());
      refused.add(refusal.declaration());
    }
    again.stream()
        .filter(declaration -> !refused.contains(declaration))
        .map(Declaration::name)
        .filter(untold::remove)
        .forEach(this::tellLost);
  }

  private void tellLost(String queue) {
    LOG.warn("Queue {} was not there: what may have been in it is lost", queue);
    for (QueueLossListener listener : lossListeners) {
      try {
        listener.lost(queue);
      } catch (Throwable e) {
        LOG.error("A listener failed on the loss of queue {}", queue, e);
      }
    }
  }

  /**
   * Binds a queue that somebody else has made. If it is cut short, {@link #restoreAll} ends it.
   *
   * @param connection null if there is none now
   * @return false if it is not there
   * @throws TransportException if the broker refuses it
   * @throws IOException if there is no connection, or it was lost meanwhile
   */
  boolean bindIfThere(@Nullable OpenConnection connection, Declaration.Queue queue)
      throws IOException {
    cutShort.add(queue);
    if (connection == null) {
      throw new IOException("there is no connection to the broker");
    }
    Channel channel = null;
    try {
      channel = Existing.newChannel(connection);
      bind(channel, queue);
    } catch (ShutdownSignalException e) {
      throw new IOException(BrokerErrors.text(e), e);
    } catch (IOException e) {
      Refusal refusal = refusal(queue, e, false);
      cutShort.remove(queue);
      // Its exchange may be missing, too.
      if (refusal.code() == AMQP.NOT_FOUND && !Existing.queue(connection, queue.name())) {
        return false;
      }
      throw refusal.error();
    } finally {
      if (channel != null) {
        channel.abort();
      }
    }
    cutShort.remove(queue);
    return true;
  }

  /**
   * A declaration and why the broker refuses it.
   *
   * @param code the broker's
   * @param unseen whether only the permission to declare it is missing, so that it may be there
   */
  record Refusal(Declaration declaration, TransportException error, int code, boolean unseen) {}

  /**
   * Declares all, and goes on after a refusal.
   *
   * @throws IOException if the connection was lost meanwhile
   */
  List<Refusal> declare(OpenConnection connection, List<Declaration> declarations)
      throws IOException {
    List<Refusal> refusals = new ArrayList<>();
    Channel channel = null;
    try {
      for (Declaration declaration : declarations) {
        if (channel == null || !channel.isOpen()) {
          channel = Existing.newChannel(connection);
        }
        Refusal refusal = tryDeclare(channel, declaration);
        if (refusal != null && !(refusal.unseen() && exists(connection, declaration))) {
          refusals.add(refusal);
        }
      }
      if (channel != null) {
        channel.abort();
      }
      return refusals;
    } catch (ShutdownSignalException e) {
      throw new IOException(BrokerErrors.text(e), e);
    }
  }

  private static @Nullable Refusal tryDeclare(Channel channel, Declaration declaration)
      throws IOException {
    try {
      switch (declaration) {
        case Declaration.Exchange exchange ->
            channel.exchangeDeclare(exchange.name(), type(exchange.kind()), true);
        case Declaration.Queue queue -> declareQueue(channel, queue);
      }
    } catch (IOException e) {
      return refusal(declaration, e, true);
    }
    try {
      if (declaration instanceof Declaration.Queue queue) {
        bind(channel, queue);
      }
      return null;
    } catch (IOException e) {
      // Nobody can see whether a binding is there, and without it nothing comes.
      return refusal(declaration, e, false);
    }
  }

  private static Refusal refusal(Declaration declaration, IOException error, boolean declaring)
      throws IOException {
    AMQP.Channel.Close close = BrokerErrors.channelClose(error);
    if (close == null) {
      throw error;
    }
    return new Refusal(
        declaration,
        new TransportException(Refusals.explain(declaration, close), error),
        close.getReplyCode(),
        declaring && close.getReplyCode() == AMQP.ACCESS_REFUSED);
  }

  /** A user that may not configure can still see whether somebody else has declared it. */
  private static boolean exists(OpenConnection connection, Declaration declaration)
      throws IOException {
    boolean there = Existing.refusalToShow(connection, declaration).isEmpty();
    if (there) {
      LOG.info("'{}' exists, but this user may not check its properties", declaration.name());
    }
    return there;
  }

  private static BuiltinExchangeType type(ExchangeKind kind) {
    return switch (kind) {
      case DIRECT -> BuiltinExchangeType.DIRECT;
      case TOPIC -> BuiltinExchangeType.TOPIC;
    };
  }

  private static void declareQueue(Channel channel, Declaration.Queue queue) throws IOException {
    boolean exclusive = Existing.isExclusive(queue);
    channel.queueDeclare(queue.name(), !exclusive, exclusive, false, QueueArguments.of(queue));
  }

  private static void bind(Channel channel, Declaration.Queue queue) throws IOException {
    for (Declaration.Binding binding : queue.bindings()) {
      channel.queueBind(queue.name(), binding.exchange(), binding.routingKey());
    }
  }
}
