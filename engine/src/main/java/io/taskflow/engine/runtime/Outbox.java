package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.engine.runtime.InboxItem.Undelivered;
import io.taskflow.engine.runtime.PublishedPointer.Position;
import io.taskflow.protocol.ControlMessage.CancelAttempt;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.json.MessageTooLargeException;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Publisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what a commit has made due: requests and announcements, whose confirmation moves the
 * pointer, and cancellations, which may be lost without harm. Called by the partition's loop only;
 * outcomes come in on transport threads and go back to the loop's inbox.
 */
final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /** How long to wait before a request that the broker refused is sent again. */
  private static final long REFUSED_PAUSE_MILLIS = 500;

  private final EngineContext context;
  private final int partition;
  private final Publisher publisher;
  private final PublishedPointer pointer;
  private final Consumer<InboxItem> toLoop;

  Outbox(
      EngineContext context,
      int partition,
      Publisher publisher,
      PublishedPointer pointer,
      Consumer<InboxItem> toLoop) {
    this.context = context;
    this.partition = partition;
    this.publisher = publisher;
    this.pointer = pointer;
    this.toLoop = toLoop;
  }

  /**
   * Publishes what one entry makes due.
   *
   * @param number position of the entry
   * @param firstAnnouncement the number of the first of the announced events
   * @param announced the entry's events that are announced
   */
  void publish(
      long number,
      FlowPlan plan,
      FlowState state,
      List<Effect> effects,
      long firstAnnouncement,
      List<FlowEvent> announced) {
    List<TaskRequest> requests = requests(plan, state, effects);
    Position position = pointer.add(number, requests.size() + announced.size());
    for (TaskRequest request : requests) {
      send(request, plan, position);
    }
    for (int i = 0; i < announced.size(); i++) {
      publisher.publish(
          context
              .announcer()
              .announcement(state.id(), state.name(), firstAnnouncement + i, announced.get(i)),
          outcome -> position.settled());
    }
    for (Effect effect : effects) {
      if (effect instanceof Effect.CancelAttempt cancel) {
        publisher.publish(
            control(new CancelAttempt(cancel.attempt(), cancel.reason()), cancel.topic()),
            outcome -> {});
      }
    }
  }

  private List<TaskRequest> requests(FlowPlan plan, FlowState state, List<Effect> effects) {
    List<TaskRequest> requests = new ArrayList<>();
    for (Effect effect : effects) {
      if (effect instanceof Effect.Dispatch dispatch) {
        Requests.of(plan, state, dispatch, context.topology().inboxKey(partition))
            .ifPresent(requests::add);
      }
    }
    return requests;
  }

  private void send(TaskRequest request, FlowPlan plan, Position position) {
    int atom = plan.atom(request.attempt().task()).orElseThrow();
    String topic = plan.task(atom).topic();
    OutgoingMessage message;
    try {
      message = message(request, topic, plan.task(atom).priority());
    } catch (MessageTooLargeException e) {
      giveBack(request, FailureCode.TOO_LARGE, String.valueOf(e.getMessage()), position);
      return;
    }
    context.metrics().dispatched(topic, request.attempt().action());
    send(message, request, topic, position);
  }

  private void send(OutgoingMessage message, TaskRequest request, String topic, Position position) {
    publisher.publish(
        message,
        outcome -> {
          switch (outcome) {
            case CONFIRMED -> position.settled();
            case RETURNED ->
                giveBack(
                    request,
                    FailureCode.UNKNOWN_TOPIC,
                    "there is no queue for topic '"
                        + topic
                        + "': no worker has ever served it, or its queue was deleted",
                    position);
            case REFUSED -> {
              LOG.warn("the broker refused a request for topic {}; sending it again", topic);
              CompletableFuture.delayedExecutor(REFUSED_PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                  .execute(() -> send(message, request, topic, position));
            }
          }
        });
  }

  private void giveBack(TaskRequest request, FailureCode code, String reason, Position position) {
    toLoop.accept(
        new Undelivered(
            request.attempt().flow(),
            request.attempt().task(),
            request.attempt().token(),
            code,
            reason,
            position::settled));
  }

  private OutgoingMessage message(TaskRequest request, String topic, @Nullable Integer priority) {
    return new OutgoingMessage(
        context.topology().tasksExchange(),
        topic,
        context.codec().encode(request),
        MessageCodec.kind(request),
        request.attempt().token().value(),
        request.attempt().flow().value(),
        MessageCodec.CONTENT_TYPE,
        true,
        true,
        priority,
        Map.of());
  }

  private OutgoingMessage control(Message message, String topic) {
    return new OutgoingMessage(
        context.topology().controlExchange(),
        context.topology().topicKey(topic),
        context.codec().encode(message),
        MessageCodec.kind(message),
        "",
        null,
        MessageCodec.CONTENT_TYPE,
        false,
        false,
        null,
        Map.of());
  }
}
