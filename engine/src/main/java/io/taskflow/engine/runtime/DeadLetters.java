package io.taskflow.engine.runtime;

import io.taskflow.protocol.ControlMessage.TopicLost;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.MalformedMessageException;
import io.taskflow.protocol.security.MessageSecurity;
import io.taskflow.protocol.security.RefusedMessages;
import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Publisher.QuickListener;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes dead letters: a request that was delivered too often fails its attempt, so that its flow
 * ends; an answer or signal that died goes back to its inbox. What can't be read is logged and
 * counted. Runs on the thread of its consumer.
 */
final class DeadLetters implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private static final int PREFETCH = 50;
  private static final Duration AGAIN_AFTER = Duration.ofMillis(500);

  private final EngineContext context;
  private final Publisher publisher;
  private final Consumer consumer;

  DeadLetters(EngineContext context, Publisher publisher) {
    this.context = context;
    this.publisher = publisher;
    this.consumer =
        context.transport().consume(context.topology().deadQueue(), PREFETCH, this::take);
  }

  private void take(Delivery delivery) {
    context.metrics().dead();
    try {
      Message message = context.codec().decode(delivery.body());
      switch (message) {
        case TaskRequest request when diedIn(delivery, "tasks.") ->
            toInbox(delivery, failed(request, delivery), request.attempt().flow(), Map.of());
        case TaskReply reply when diedIn(delivery, "inbox.") && !refused(delivery) ->
            carryOn(delivery, reply, reply.attempt().flow());
        case Signal signal when diedIn(delivery, "inbox.") && !refused(delivery) ->
            carryOn(delivery, signal, signal.flow());
        case TopicLost lost when diedIn(delivery, "inbox.") && !refused(delivery) ->
            publish(
                delivery,
                Inboxes.carriedOn(
                    context,
                    context.topology().everyInboxKey(),
                    delivery,
                    MessageSecurity.signature(delivery.headers())));
        default -> {
          LOG.error(
              "dropped a dead letter of type '{}' with the routing key '{}'",
              delivery.type(),
              delivery.routingKey());
          delivery.ack();
        }
      }
    } catch (MalformedMessageException e) {
      context.metrics().unreadable();
      LOG.error(
          "dropped a dead letter of {} bytes with type '{}' that can't be read: {}",
          delivery.body().length,
          delivery.type(),
          e.getMessage());
      delivery.ack();
    }
  }

  /**
   * Where a letter died. A user who may put requests of its topic here, as workers do with those
   * that they can't read, must not have anything else carried on to an inbox.
   */
  private static boolean diedIn(Delivery delivery, String kind) {
    return delivery.routingKey().startsWith(kind);
  }

  /** Somebody has put it here because it must not be believed: it would only come back. */
  private static boolean refused(Delivery delivery) {
    return delivery.headers().containsKey(RefusedMessages.REASON);
  }

  private TaskReply failed(TaskRequest request, Delivery delivery) {
    LOG.warn("request {} is a dead letter; its attempt fails", request.attempt());
    return new TaskReply.Failed(
        request.attempt(),
        "engine " + context.name(),
        context.now(),
        Failure.of(
            FailureCode.POISON_REQUEST,
            "the request of task '"
                + request.attempt().task()
                + "' "
                + delivery
                    .headers()
                    .getOrDefault(
                        RefusedMessages.REASON,
                        "was delivered too often without an answer, or its queue dropped it")));
  }

  /** Another one's message stays its own: this engine must not sign for it. */
  private void carryOn(Delivery delivery, Message message, FlowId flow) {
    toInbox(delivery, message, flow, MessageSecurity.signature(delivery.headers()));
  }

  private void toInbox(
      Delivery delivery, Message message, FlowId flow, Map<String, String> signature) {
    int partition = flow.partition(context.journal().partitions());
    publish(
        delivery,
        signature.isEmpty()
            ? Inboxes.message(context, partition, message, flow)
            : Inboxes.carriedOn(
                context, context.topology().inboxKey(partition), delivery, signature));
  }

  private void publish(Delivery delivery, OutgoingMessage message) {
    QuickListener told =
        outcome -> {
          if (outcome == PublishOutcome.CONFIRMED) {
            delivery.ack();
          } else {
            // The inbox may be missing for a while, and the letter would come back at once.
            context.drive().after(AGAIN_AFTER, delivery::requeue);
          }
        };
    publisher.publish(message, told);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
