package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.Effect.Dispatch;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.engine.runtime.InboxItem.Repeat;
import io.taskflow.engine.runtime.InboxItem.SentTwice;
import io.taskflow.engine.runtime.InboxItem.Undelivered;
import io.taskflow.engine.runtime.PublishedPointer.Position;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.ControlMessage.CancelAttempt;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.json.MessageTooLargeException;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Publisher.Posting;
import io.taskflow.protocol.transport.Publisher.QuickListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what a commit has made due: requests, announcements and cancellations, whose
 * confirmation moves the pointer. A cancellation is only for workers that are there. Called by the
 * partition's loop only; outcomes come in on transport threads and go back to the loop's inbox.
 */
final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /** How long to wait before a request that the broker refused is sent again. */
  private static final Duration REFUSED_PAUSE = Duration.ofMillis(500);

  /** So many messages may wait for the broker before no more flows are started. */
  static final int MAX_UNCONFIRMED = 10_000;

  private final EngineContext context;
  private final int partition;
  private final Publisher publisher;
  private final PublishedPointer pointer;
  private final Consumer<InboxItem> toLoop;
  private final Unconfirmed requests = new Unconfirmed();
  private final List<Posting> due = new ArrayList<>();

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

  /** Sends what is to be published, together. */
  void send() {
    if (!due.isEmpty()) {
      publisher.publish(due);
      due.clear();
    }
  }

  private void post(OutgoingMessage message, QuickListener listener) {
    due.add(new Posting(message, listener));
  }

  /** Whether so much is unconfirmed that nothing should be begun that adds to it. */
  boolean full() {
    return publisher.pending() > MAX_UNCONFIRMED;
  }

  /** How many messages the broker has not confirmed. */
  int unconfirmed() {
    return publisher.pending();
  }

  /** Hands an item in again when the broker has said what became of a request; false if it has. */
  boolean putOff(InboxItem item, AttemptToken request) {
    return requests.whenTold(request, () -> toLoop.accept(item));
  }

  /** Whether the broker has not said yet what became of a request. */
  boolean awaitsBroker(AttemptToken request) {
    return requests.contains(request);
  }

  /**
   * Has requests noted and sent again, which an entry has made due and which may have been sent
   * before. To be called before {@link #publish} for the entry.
   *
   * @param number position of the entry
   */
  void repeat(long number, FlowId flow, List<Dispatch> again) {
    // The pointer stays before the entry until it is noted.
    Position position = pointer.add(number - 1, 1);
    toLoop.accept(
        new Repeat(flow, again, "the former owner may have sent its request", position::settled));
  }

  /**
   * What one entry makes due.
   *
   * @param number position of the entry
   * @param firstAnnouncement the number of the first of the announced events
   * @param announced the entry's events that are announced
   */
  record Consequences(
      long number,
      FlowPlan plan,
      FlowState state,
      List<Effect> effects,
      long firstAnnouncement,
      List<FlowEvent> announced) {}

  /**
   * Publishes what one entry makes due.
   *
   * @param alone whether no other entry's is published with it: then its requests leave before its
   *     announcements are written, which is sooner, but dearer than sending all together
   */
  void publish(Consequences made, boolean alone) {
    FlowState state = made.state();
    Position position = pointer.add(made.number(), made.effects().size() + made.announced().size());
    for (Effect effect : made.effects()) {
      switch (effect) {
        case Dispatch dispatch -> dispatch(dispatch, made.plan(), state, position);
        case Effect.Send send -> send(send, state.id(), position);
        case Effect.CancelAttempt cancel -> {}
        case Effect.SetTimer timer -> position.settled();
      }
    }
    if (alone) {
      send();
    }
    for (int i = 0; i < made.announced().size(); i++) {
      announce(state, made.firstAnnouncement() + i, made.announced().get(i), position);
    }
    for (Effect effect : made.effects()) {
      if (effect instanceof Effect.CancelAttempt cancel) {
        post(
            control(new CancelAttempt(cancel.attempt(), cancel.reason()), cancel.topic()),
            outcome -> position.settled());
      }
    }
  }

  /** What can't be written is a defect; the commit stands, so the attempt has to end. */
  private void dispatch(Dispatch dispatch, FlowPlan plan, FlowState state, Position position) {
    if (plan.atom(dispatch.task()).isEmpty()) {
      position.settled(); // an item of a fan-out that was taken back in the same turn
      return;
    }
    TaskSpec task = plan.task(dispatch.task());
    Optional<TaskRequest> request;
    OutgoingMessage message;
    try {
      request = Requests.of(plan, state, dispatch, context.topology().inboxKey(partition));
      if (request.isEmpty()) {
        position.settled();
        return;
      }
      message = Requests.message(context, request.get(), task);
    } catch (MessageTooLargeException e) {
      giveBack(state, task, dispatch, FailureCode.TOO_LARGE, e, position);
      return;
    } catch (RuntimeException e) {
      Faults.unwritable(context, partition, state.id(), "the request of task " + task.name(), e);
      giveBack(state, task, dispatch, FailureCode.ENGINE_ERROR, e, position);
      return;
    }
    context.metrics().dispatched(task.topic(), request.get().attempt().action());
    requests.sent(dispatch.token());
    post(message, new Request(state.id(), task, dispatch, position));
  }

  /** Hears what becomes of a request. */
  private final class Request implements QuickListener {

    private final FlowId flow;
    private final TaskSpec task;
    private final Dispatch dispatch;
    private final Position position;

    Request(FlowId flow, TaskSpec task, Dispatch dispatch, Position position) {
      this.flow = flow;
      this.task = task;
      this.dispatch = dispatch;
      this.position = position;
    }

    @Override
    public void outcome(PublishOutcome outcome) {
      switch (outcome) {
        case CONFIRMED -> position.settled();
        case RETURNED ->
            giveBack(
                flow,
                task.name(),
                dispatch.token(),
                FailureCode.UNKNOWN_TOPIC,
                "there is no queue for topic '"
                    + task.topic()
                    + "': no worker has ever served it, or its queue was deleted",
                position);
        case REFUSED -> {
          LOG.warn(
              "partition {}: the broker refused a request of flow {}; sending it again",
              partition,
              flow);
          String reason = "the broker refused its request";
          Repeat again = new Repeat(flow, List.of(dispatch), reason, position::settled);
          later(() -> toLoop.accept(again));
        }
      }
      requests.told(dispatch.token());
    }

    @Override
    public void again() {
      position.added(); // the pointer stays before the entry until it is noted
      toLoop.accept(new SentTwice(flow, task.name(), dispatch.token(), position::settled));
    }
  }

  /** Publishes an answer for a flow that there is none of, as a part of what an entry made due. */
  void answer(long number, Effect.Send answer) {
    send(answer, answer.to(), pointer.add(number, 1));
  }

  /** From flow to flow: of a message that can't be written the other one is told, or this one. */
  private void send(Effect.Send send, FlowId from, Position position) {
    try {
      toInbox(inbox(send.to(), send.message()), position);
    } catch (MessageTooLargeException e) {
      unsendable(send, from, FailureCode.TOO_LARGE, e, position);
    } catch (RuntimeException e) {
      Faults.unwritable(context, partition, from, "a message to flow " + send.to(), e);
      unsendable(send, from, FailureCode.ENGINE_ERROR, e, position);
    }
  }

  private void unsendable(
      Effect.Send send, FlowId from, FailureCode code, RuntimeException error, Position position) {
    String reason = String.valueOf(error.getMessage());
    switch (send.message()) {
      case Signal.StartChild start ->
          giveBack(from, start.parent().task(), start.parent().token(), code, reason, position);
      case TaskReply answer ->
          toInbox(
              inbox(
                  send.to(),
                  new TaskReply.Failed(
                      answer.attempt(),
                      answer.worker(),
                      answer.at(),
                      Failure.of(
                          code, "the answer of child flow " + from + " can't be sent: " + reason))),
              position);
      default -> position.settled();
    }
  }

  private OutgoingMessage inbox(FlowId flow, Message message) {
    return Inboxes.message(context, flow.partition(context.journal().partitions()), message, flow);
  }

  /** There is no inbox before its partition has had an owner: it is tried again until there is. */
  private void toInbox(OutgoingMessage message, Position position) {
    post(message, untilTaken(message, position, () -> toInboxAgain(message, position)));
  }

  private void toInboxAgain(OutgoingMessage message, Position position) {
    again(message, position, () -> toInboxAgain(message, position));
  }

  private void announce(FlowState state, long number, FlowEvent event, Position position) {
    OutgoingMessage message;
    try {
      message =
          context
              .announcer()
              .announcement(state.id(), state.name(), state.family().parent(), number, event);
    } catch (RuntimeException e) {
      Faults.unwritable(context, partition, state.id(), "announcement " + number, e);
      position.settled();
      return;
    }
    post(message, untilTaken(message, position, position::settled));
  }

  /** Hears what becomes of a message that is sent until the broker takes it, or has no place. */
  private QuickListener untilTaken(OutgoingMessage message, Position position, Runnable returned) {
    return outcome -> {
      switch (outcome) {
        case CONFIRMED -> position.settled();
        case RETURNED -> returned.run();
        case REFUSED -> {
          LOG.warn(
              "partition {}: the broker refused a message of type {} for flow {}; sending it again",
              partition,
              message.type(),
              message.correlationId());
          again(message, position, returned);
        }
      }
    };
  }

  private void again(OutgoingMessage message, Position position, Runnable returned) {
    later(() -> publisher.publish(message, untilTaken(message, position, returned)));
  }

  private void later(Runnable sending) {
    context
        .drive()
        .after(
            REFUSED_PAUSE,
            () -> {
              try {
                sending.run();
              } catch (IllegalStateException e) {
                LOG.debug(
                    "partition {} is closed; its next owner sends what was refused", partition, e);
              }
            });
  }

  private void giveBack(
      FlowState state,
      TaskSpec task,
      Dispatch dispatch,
      FailureCode code,
      RuntimeException error,
      Position position) {
    giveBack(
        state.id(),
        task.name(),
        dispatch.token(),
        code,
        String.valueOf(error.getMessage()),
        position);
  }

  private void giveBack(
      FlowId flow,
      String task,
      AttemptToken token,
      FailureCode code,
      String reason,
      Position position) {
    toLoop.accept(new Undelivered(flow, task, token, code, reason, position::settled));
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
