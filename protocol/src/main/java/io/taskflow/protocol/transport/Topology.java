package io.taskflow.protocol.transport;

import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.DeadLetter;
import io.taskflow.protocol.transport.Declaration.Exchange;
import io.taskflow.protocol.transport.Declaration.ExchangeKind;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import java.util.List;

/**
 * The names and properties of everything at the broker, under one namespace. All engines and
 * workers of an installation must agree on it.
 *
 * @param namespace the first part of every name: 1 to 64 of {@code [a-z0-9._-]}
 * @param queueKind how task, inbox and dead queues keep their messages
 * @param deliveryLimit how often a request or reply is delivered before it counts as dead
 */
public record Topology(String namespace, QueueKind queueKind, int deliveryLimit) {

  /** The namespace unless another is given. */
  public static final String DEFAULT_NAMESPACE = "taskflow";

  /** The delivery limit unless another is given. */
  public static final int DEFAULT_DELIVERY_LIMIT = 20;

  public Topology {
    if (!namespace.matches("[a-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "namespace must be 1 to 64 of a-z, 0-9, '.', '_', '-', but is '" + namespace + "'");
    }
    if (queueKind == QueueKind.EXCLUSIVE || deliveryLimit < 1) {
      throw new IllegalArgumentException(
          "queues must be QUORUM or CLASSIC and the delivery limit at least 1");
    }
  }

  /** Quorum queues under the default namespace. */
  public static Topology defaults() {
    return new Topology(DEFAULT_NAMESPACE, QueueKind.QUORUM, DEFAULT_DELIVERY_LIMIT);
  }

  /** The same under another namespace. */
  public Topology withNamespace(String other) {
    return new Topology(other, queueKind, deliveryLimit);
  }

  /** Takes requests; the routing key is the topic. */
  public String tasksExchange() {
    return namespace + ".tasks";
  }

  /** Holds the requests of a topic. */
  public String tasksQueue(String topic) {
    return namespace + ".tasks." + topic;
  }

  /** Takes replies and signals; the routing key is {@link #inboxKey}. */
  public String inboxExchange() {
    return namespace + ".inbox";
  }

  /** Holds what is for the flows of a partition. */
  public String inboxQueue(int partition) {
    return namespace + ".inbox." + partition;
  }

  /** The routing key of a partition's inbox, and the {@code replyTo} of its requests. */
  public String inboxKey(int partition) {
    return Integer.toString(partition);
  }

  /** The routing key of what the owners of all partitions must hear. */
  public String everyInboxKey() {
    return "every";
  }

  /** Takes notifications; the routing key tells the flow, task and state. */
  public String eventsExchange() {
    return namespace + ".events";
  }

  /** Takes control messages; the routing key is one of the {@code …Key} methods' below. */
  public String controlExchange() {
    return namespace + ".control";
  }

  /** Routing key of what workers say about themselves. */
  public String announcementKey() {
    return "worker.announcement";
  }

  /** Routing key of what all workers of a topic must hear. */
  public String topicKey(String topic) {
    return "topic." + topic;
  }

  /** Routing key of what every worker must hear. */
  public String allWorkersKey() {
    return "workers";
  }

  /** Routing key of what one worker must hear. */
  public String workerKey(String worker) {
    return "worker.to." + worker;
  }

  /** Takes dead letters. */
  public String deadExchange() {
    return namespace + ".dead";
  }

  /** Holds messages that could not be delivered or read. */
  public String deadQueue() {
    return namespace + ".dead";
  }

  /** The exchanges and the dead queue: what everybody needs. */
  public List<Declaration> base() {
    return List.of(
        new Exchange(tasksExchange(), ExchangeKind.DIRECT),
        new Exchange(inboxExchange(), ExchangeKind.DIRECT),
        new Exchange(eventsExchange(), ExchangeKind.TOPIC),
        new Exchange(controlExchange(), ExchangeKind.TOPIC),
        new Exchange(deadExchange(), ExchangeKind.TOPIC),
        new Queue(deadQueue(), queueKind, List.of(new Binding(deadExchange(), "#")), null, null));
  }

  /** The queue of a topic. */
  public Queue tasks(String topic) {
    return durable(
        tasksQueue(topic), List.of(new Binding(tasksExchange(), topic)), "tasks." + topic);
  }

  /** The inbox of a partition. */
  public Queue inbox(int partition) {
    return durable(
        inboxQueue(partition),
        List.of(
            new Binding(inboxExchange(), inboxKey(partition)),
            new Binding(inboxExchange(), everyInboxKey())),
        "inbox." + partition);
  }

  private Queue durable(String name, List<Binding> bindings, String deadKey) {
    return new Queue(
        name,
        queueKind,
        bindings,
        queueKind == QueueKind.QUORUM ? deliveryLimit : null,
        new DeadLetter(deadExchange(), deadKey));
  }
}
