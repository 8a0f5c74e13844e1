package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.journal.Lease;
import io.taskflow.engine.journal.LeaseLostException;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Decision;
import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.Moment;
import io.taskflow.engine.runtime.InboxItem.Asked;
import io.taskflow.engine.runtime.InboxItem.Delivered;
import io.taskflow.engine.runtime.InboxItem.Submitted;
import io.taskflow.engine.runtime.InboxItem.Undelivered;
import io.taskflow.engine.runtime.Outbox.Consequences;
import io.taskflow.protocol.ControlMessage.TopicLost;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what has arrived for the flows of a partition into decisions, and stored decisions into
 * effects. Owned by the partition's loop.
 */
final class FlowTurns {

  private static final Logger LOG = LoggerFactory.getLogger(FlowTurns.class);

  /** Flows that were submitted elsewhere and are started in one turn. */
  private static final int MAX_PENDING = 256;

  private final EngineContext context;
  private final Lease lease;
  private final Outbox outbox;
  private final LiveFlows flows;
  private final Snapshots snapshots;
  private final TimedTurns timed;
  private final ChildTurns children = new ChildTurns(this);
  private final Repeats repeats;
  private long lastPosition;

  /**
   * The turns of a partition.
   *
   * @param onTheWay to be called now and then by what may take longer than the lease
   * @param allDecided whether all that has arrived from the inbox is decided at the end of a turn
   */
  FlowTurns(
      EngineContext context,
      Lease lease,
      Outbox outbox,
      long lastPosition,
      Runnable onTheWay,
      BooleanSupplier allDecided) {
    this.context = context;
    this.lease = lease;
    this.outbox = outbox;
    this.flows = new LiveFlows(new FlowLoader(context));
    this.timed = new TimedTurns(this, context, allDecided);
    flows.whenRead(timed.flight()::adopt);
    this.snapshots = new Snapshots(context, lease.partition());
    this.lastPosition = lastPosition;
    this.repeats = new Repeats(this, onTheWay);
  }

  @Nullable Instant nextTimer() {
    return timed.next();
  }

  LiveFlows flows() {
    return flows;
  }

  Outbox outbox() {
    return outbox;
  }

  EngineContext context() {
    return context;
  }

  int partition() {
    return lease.partition();
  }

  /** The time now, a new seed, and the room that there is for requests. */
  Moment moment() {
    return new Moment(context.now(), context.drive().newId().value(), timed.flight());
  }

  /** Which requests are out and held back. */
  Flight flight() {
    return timed.flight();
  }

  /** Whether so much waits for the broker or for workers that no flow should be begun. */
  boolean full() {
    return outbox.full() || flight().full();
  }

  /** Decides what an item leads to. May be called again for the item if the journal was away. */
  void accept(Round round, InboxItem item) {
    try {
      decide(round, item);
    } catch (JournalUnavailableException | LeaseLostException e) {
      throw e;
    } catch (RuntimeException e) {
      Faults.hold(context, lease.partition(), item, e);
    }
  }

  private void decide(Round round, InboxItem item) {
    switch (item) {
      case Delivered d -> delivered(round, d);
      case Submitted s -> submitted(round, s);
      case Asked a -> asked(round, a);
      case Undelivered u -> {
        decide(
            round,
            u.flow(),
            new Command.Undeliverable(moment(), u.task(), u.token(), u.code(), u.reason()));
        round.afterwards(u, u.flow(), u.settled());
      }
      case InboxItem.Repeat again -> repeats.repeat(round, again);
      case InboxItem.SentTwice twice -> repeats.sentTwice(round, twice);
      case InboxItem.SendAgain lost -> repeats.lost(round, lost, lost);
      case InboxItem.LookForPending p -> startPending(round);
    }
  }

  private void delivered(Round round, Delivered item) {
    switch (item.message()) {
      case TaskReply r -> {
        if (!ReplyAuthority.admits(context, flows, item.delivery(), r) || repeats.putOff(item, r)) {
          return;
        }
        replied(round, r);
      }
      case TopicLost lost -> {
        round.afterwards(item, repeats.lost(round, item, lost), item.delivery()::ack);
        return;
      }
      case Signal.WakeUp s -> start(round, s.flow(), new Command.Start(moment()));
      case Signal.StartChild s -> children.start(round, item, s);
      case Signal.RevertChild s -> children.revert(round, item, s);
      case Signal s -> decide(round, s.flow(), Command.of(s, moment()));
      default -> {
        context.metrics().unreadable();
        LOG.error(
            "partition {}: dropped a message of kind {}, which doesn't belong into an inbox",
            lease.partition(),
            item.delivery().type());
      }
    }
    round.afterwards(item, flowsOf(item.message()), item.delivery()::ack);
  }

  private static Set<FlowId> flowsOf(Message message) {
    return switch (message) {
      case TaskReply r -> Set.of(r.attempt().flow());
      case Signal s -> Set.of(s.flow());
      default -> Set.of();
    };
  }

  private void replied(Round round, TaskReply reply) {
    FlowId id = reply.attempt().flow();
    Optional<LiveFlow> flow = flows.get(id);
    Instant openedAt = flow.map(f -> FlowRows.openedAt(f, reply)).orElse(null);
    // An item of a fan-out may be gone after the decision.
    String topic = openedAt == null ? "" : FlowRows.topic(flow.orElseThrow(), reply);
    Decision decision = decide(round, id, new Command.Reply(moment(), reply));
    if (decision instanceof Decision.Accepted a
        && openedAt != null
        && reply.ends()
        && a.events().stream().noneMatch(FlowEvent.AttemptDeferred.class::isInstance)) {
      Duration took = Duration.between(openedAt, context.now());
      String outcome = reply instanceof TaskReply.Succeeded ? "succeeded" : "failed";
      round.metric(
          id, () -> context.metrics().attemptEnded(topic, reply.attempt().action(), outcome, took));
    }
  }

  private void submitted(Round round, Submitted item) {
    LiveFlow flow = new LiveFlow(item.state(), item.flow().row(), item.flow().first().seq());
    flows.add(flow);
    round.submitted(flow, item.flow());
    start(round, flow.id(), new Command.Start(moment()));
    round.afterwards(
        item,
        flow.id(),
        () -> {
          context.metrics().flowSubmitted();
          item.done().complete(null);
        });
  }

  private void asked(Round round, Asked item) {
    Command command = item.command().apply(moment());
    Decision decision =
        command instanceof Command.Start start
            ? start(round, item.flow(), start)
            : decide(round, item.flow(), command);
    if (decision instanceof Decision.Rejected r && CommandRejectedException.isOne(r)) {
      item.done().completeExceptionally(new CommandRejectedException(r));
    } else {
      round.afterwards(item, item.flow(), () -> item.done().complete(null));
    }
  }

  /** Publishes what is stored of a flow once more. */
  void publishAgain(LiveFlow flow, List<Effect> effects) {
    outbox.publish(
        new Consequences(lastPosition, flow.plan(), flow.state(), effects, 0, List.of()), false);
  }

  /** Publishes an answer for a flow that there is none of. */
  void answer(FlowId parent, Message answer) {
    outbox.answer(lastPosition, new Effect.Send(parent, answer));
  }

  /** While nothing more can be sent, flows stay PENDING, which costs no memory. */
  Decision start(Round round, FlowId flow, Command.Start command) {
    return full()
        ? reject(new Decision.Rejected(Decision.Code.REDUNDANT, "it is started later"))
        : decide(round, flow, command);
  }

  private void startPending(Round round) {
    if (full()) {
      return;
    }
    for (FlowRow row : context.journal().pending(lease.partition(), MAX_PENDING)) {
      if (full()) {
        return;
      }
      try {
        decide(round, row.id(), new Command.Start(moment()));
      } catch (JournalUnavailableException e) {
        throw e;
      } catch (RuntimeException e) {
        Faults.report(context, lease.partition(), "start", row.id(), e);
      }
    }
  }

  /** Decides what is due by itself. */
  void due(Round round) {
    timed.decide(round);
  }

  Decision decide(Round round, FlowId id, Command command) {
    Optional<LiveFlow> found = flows.get(id);
    if (found.isEmpty()) {
      LOG.warn("partition {}: there is no flow {}; dropped {}", lease.partition(), id, command);
      return reject(new Decision.Rejected(Decision.Code.UNKNOWN_TASK, "no such flow"));
    }
    LiveFlow flow = found.get();
    Decision decision = FlowMachine.decide(flow.state(), command);
    switch (decision) {
      case Decision.Rejected r -> {
        reject(r);
        if (flow.state().status().ended() && !round.concerns(id)) {
          flows.remove(id);
        }
      }
      case Decision.Accepted a -> {
        round.accepted(flow, a);
        count(round, flow, a);
        timed.follow(flow, a.events(), a.effects());
        flow.row(FlowRows.follow(flow, timed.waits(id), a.effects()));
      }
    }
    return decision;
  }

  private void count(Round round, LiveFlow flow, Decision.Accepted decision) {
    for (FlowEvent event : decision.events()) {
      switch (event) {
        case FlowEvent.AttemptDeferred e when e.code() != null -> {
          String topic = flow.plan().task(e.task()).topic();
          round.metric(flow.id(), () -> context.metrics().attemptDeferred(topic));
        }
        case FlowEvent.AttemptParked e -> {
          String topic = flow.plan().task(e.task()).topic();
          round.metric(flow.id(), () -> context.metrics().attemptParked(topic));
        }
        default -> {}
      }
    }
  }

  private Decision reject(Decision.Rejected rejected) {
    context.metrics().rejected(rejected.code());
    LOG.debug("partition {}: {}", lease.partition(), rejected);
    return rejected;
  }

  /** What is to be stored of a turn. Its positions are taken: it must be stored or all given up. */
  PartitionCommit commit(Round round, long published) {
    PartitionCommit commit = round.commit(lease, published, lastPosition, context.now(), snapshots);
    lastPosition += commit.entries().size();
    return commit;
  }

  /**
   * A flow's part of the turn could not be stored: it never happened, and what asked for it is held
   * or told. The flow is read anew when something else comes for it.
   */
  void notStored(Round round, FlowId flow, JournalException error) {
    flows.remove(flow);
    timed.inDoubt(flow);
    Faults.report(context, lease.partition(), "store what was decided for", flow, error);
    round.drop(flow).forEach(after -> Faults.hold(context, lease.partition(), after.item(), error));
  }

  /**
   * The turn is stored: now, and not before, its effects may leave. Who waits for the end of a flow
   * that is alone does not wait for its announcements.
   */
  void stored(Round round) {
    List<Round.Step> steps = round.steps();
    boolean alone = steps.size() == 1;
    boolean tellFirst = alone && EngineNode.atRest(steps.getFirst().flow().state().status());
    if (tellFirst) {
      told(steps.getFirst());
    }
    steps.forEach(step -> publish(step, alone));
    outbox.send();
    round.afterwards().forEach(after -> after.action().run());
    outbox.send();
    if (!tellFirst) {
      steps.forEach(this::told);
    }
  }

  private void publish(Round.Step step, boolean alone) {
    LiveFlow flow = step.flow();
    List<FlowEvent> announced = new ArrayList<>();
    long first = step.firstAnnouncement();
    if (first == 2) {
      announced.add(FlowRows.submission(flow.state()));
      first = 1;
    }
    step.events().forEach(event -> announced.addAll(event.announced()));
    outbox.publish(
        new Consequences(
            step.position(), flow.plan(), flow.state(), step.effects(), first, announced),
        alone);
    if (!EngineNode.atRest(flow.state().status())) {
      flows.goesOn(flow.id());
    }
  }

  private void told(Round.Step step) {
    LiveFlow flow = step.flow();
    FlowState state = flow.state();
    step.metrics().forEach(Runnable::run);
    context.watch().listeners().changed(step.before(), step.events());
    if (EngineNode.atRest(state.status())) {
      flows.remove(flow.id());
      timed.rests(flow.id());
      if (state.status().ended()) {
        timed.ended(flow.id());
        context
            .metrics()
            .flowFinished(state.status(), Duration.between(state.submittedAt(), state.changedAt()));
      }
      context.watch().atRest(flow.id(), () -> Inspections.result(flow.plan(), state));
    }
  }

  /** Looks at a flow that was taken over when its first timer may be due. */
  void lookAt(FlowId flow, Instant at) {
    timed.lookAt(flow, at);
  }
}
