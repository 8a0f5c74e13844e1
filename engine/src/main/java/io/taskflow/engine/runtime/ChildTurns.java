package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.journal.NewFlow;
import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Decision;
import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.Family;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.plan.ChildFlows;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.engine.plan.InvalidFlowException;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskReply;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a partition does when flows elsewhere tell it to begin or to revert a child. It may be told
 * more than once, so that nothing hangs if a message was lost. Owned by the partition's loop.
 */
final class ChildTurns {

  private static final Logger LOG = LoggerFactory.getLogger(ChildTurns.class);

  private final FlowTurns turns;

  ChildTurns(FlowTurns turns) {
    this.turns = turns;
  }

  /** Stores the child and starts it in one commit, unless it is there. */
  void start(Round round, InboxItem item, Signal.StartChild asked) {
    Optional<LiveFlow> known = turns.flows().get(asked.flow());
    if (known.isPresent()) {
      answerAgain(round, item, known.get());
      return;
    }
    if (!parentGoesOn(asked)) {
      return;
    }
    FlowPlan plan;
    try {
      plan = turns.context().plans().stored(asked.definition());
    } catch (JournalUnavailableException e) {
      throw e;
    } catch (JournalException | InvalidFlowException e) {
      String why = "child flow %s can't be begun: %s".formatted(asked.flow(), e.getMessage());
      TaskReply notBegun =
          new TaskReply.Rejected(asked.parent(), who(), now(), FailureCode.NOT_FOUND, why);
      answer(round, item, asked.flow(), notBegun);
      return;
    }
    begin(round, item, asked, plan);
  }

  /**
   * An order that comes late must not begin a child anew that has been forgotten with its parent.
   * The parent is stored before it gives orders, and waits for nothing when it has ended.
   */
  private boolean parentGoesOn(Signal.StartChild asked) {
    boolean goesOn =
        turns
            .context()
            .journal()
            .flow(asked.parent().flow())
            .filter(parent -> !parent.status().ended())
            .isPresent();
    if (!goesOn) {
      LOG.warn(
          "partition {}: flow {} does not begin, because {}, which it was to answer, has ended",
          turns.partition(),
          asked.flow(),
          asked.parent());
    }
    return goesOn;
  }

  private void begin(Round round, InboxItem item, Signal.StartChild asked, FlowPlan plan) {
    EngineContext context = turns.context();
    FlowOptions options =
        new FlowOptions(asked.placementLimit(), asked.deferReverts(), asked.neverResolve(), null);
    FlowSubmitted event =
        new FlowSubmitted(
                context.now(),
                asked.flow(),
                plan.flow().name(),
                asked.definition(),
                asked.arguments(),
                options)
            .with(new Family(asked.parent(), asked.flows()));
    // It may outlive its parent, and with that what keeps these definitions.
    Set<String> needed = ChildFlows.isIn(plan) ? Set.copyOf(asked.flows().values()) : Set.of();
    NewFlow stored = Submissions.newFlow(context, event, Map.of(), Map.of()).needing(needed);
    LiveFlow child =
        new LiveFlow(FlowMachine.begin(plan, event), stored.row(), stored.first().seq());
    turns.flows().add(child);
    round.submitted(child, stored);
    turns.start(round, child.id(), new Command.Start(turns.moment()));
    round.afterwards(item, child.id(), context.metrics()::flowSubmitted);
  }

  /** Rolls the child back; its answer follows when that is done, or again if it was. */
  void revert(Round round, InboxItem item, Signal.RevertChild asked) {
    Optional<LiveFlow> known = turns.flows().get(asked.flow());
    if (known.isEmpty()) {
      unknown(round, item, asked);
      return;
    }
    Command command = new Command.ParentReverts(turns.moment(), asked.parent(), asked.reason());
    if (turns.decide(round, asked.flow(), command) instanceof Decision.Rejected) {
      answerAgain(round, item, known.get());
    }
  }

  /** One that was begun is in the journal. Before that, the order to begin it may be on its way. */
  private void unknown(Round round, InboxItem item, Signal.RevertChild asked) {
    if (asked.parent().action() == Action.REVERT) {
      String gone =
          "child flow %s is not in the journal any more, so it can't be reverted: find out what it"
              + " did, and undo that";
      Failure failure = Failure.of(FailureCode.NOT_FOUND, gone.formatted(asked.flow()));
      TaskReply stuck = new TaskReply.Failed(asked.parent(), who(), now(), failure);
      answer(round, item, asked.flow(), stuck);
    } else {
      LOG.warn(
          "partition {}: there is no flow {} to be cancelled; its parent says so again",
          turns.partition(),
          asked.flow());
    }
  }

  private String who() {
    return "engine " + turns.context().name();
  }

  private Instant now() {
    return turns.context().now();
  }

  /** An answer for a child that there is none of. */
  private void answer(Round round, InboxItem item, FlowId child, TaskReply answer) {
    FlowId parent = answer.attempt().flow();
    round.afterwards(item, child, () -> turns.answer(parent, answer));
  }

  private void answerAgain(Round round, InboxItem item, LiveFlow child) {
    List<Effect> answers =
        child.state().status().ended()
            ? FlowMachine.outstanding(child.state()).stream().filter(ChildTurns::isAnswer).toList()
            : List.of();
    if (!answers.isEmpty()) {
      round.afterwards(item, child.id(), () -> turns.publishAgain(child, answers));
    }
  }

  /** Whether an effect is the answer of a child to its parent. */
  static boolean isAnswer(Effect effect) {
    return effect instanceof Effect.Send send && send.message() instanceof TaskReply;
  }
}
