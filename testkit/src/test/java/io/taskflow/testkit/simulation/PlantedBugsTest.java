package io.taskflow.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The simulation finds what it is there to find. */
@ExtendWith(QuietLogs.class)
class PlantedBugsTest {

  private static final Logger LOG = LoggerFactory.getLogger("planted-bugs");

  private static final int SEEDS = 2_000;

  static List<PlantedBug> bugs() {
    return List.of(
        PlantedBug.engine(
            "the engine acknowledges before its commit",
            "runtime/FlowTurns",
            "round.afterwards(item, flowsOf(item.message()), item.delivery()::ack);",
            "item.delivery().ack();"),
        PlantedBug.engine(
            "the engine publishes before its commit",
            "runtime/Turn",
            "if (oneByOne == null) { storeTogether(commit); }",
            "turns.stored(round); if (oneByOne == null) { storeTogether(commit); }"),
        PlantedBug.engine(
                "the journal has no fence",
                "journal/InMemoryJournal",
                "partitions.requireHeld(commit.lease());",
                "")
            .and("if (taken.isEmpty()) {", "if (all != null) {")
            .foundBy(182),
        PlantedBug.engine(
            "whoever takes over opens attempts anew without storing them",
            "runtime/PartitionRecovery",
            "if (due.has(flow.state(), effect)) { missing.add(effect); }",
            """
            if (due.has(flow.state(), effect)) {
              if (effect instanceof Effect.Dispatch d) {
                var token = new io.taskflow.protocol.AttemptToken(d.token().value() + "-again");
                flow.state(
                    FlowMachine.apply(
                        flow.state(),
                        new FlowEvent.AttemptOpened(
                            flow.state().changedAt(),
                            d.task(),
                            flow.state().atom(d.task()).open().action(),
                            flow.state().atom(d.task()).round(),
                            flow.state().atom(d.task()).open().number(),
                            token)));
                missing.add(new Effect.Dispatch(d.task(), token, d.arguments()));
              } else {
                missing.add(effect);
              }
            }
            """),
        PlantedBug.engine(
            "a commit of unknown outcome is taken for done",
            "runtime/Turn",
            "context.journal().commit(all); } catch (LeaseLostException | JournalUnavailableException"
                + " e) { throw e; }",
            "context.journal().commit(all); } catch (LeaseLostException e) { throw e; }"
                + " catch (JournalUnavailableException e) { return; }"),
        PlantedBug.engine(
            "the pointer is ahead of the confirmations",
            "runtime/PublishedPointer",
            "first != null && first.outstanding.get() == 0;",
            "first != null;"),
        PlantedBug.engine(
            "a takeover numbers announcements anew",
            "runtime/PartitionRecovery",
            "missing, first, announced),",
            "missing, first + 1, announced),"),
        PlantedBug.engine(
            "a takeover arms no timers", "runtime/PartitionSteps", "recovery.arm();", ""),
        PlantedBug.engine(
            "a takeover publishes nothing again",
            "runtime/PartitionSteps",
            "if (!recovery.proceed()) {",
            "if (recovery.atEndOfPage()) {"),
        PlantedBug.engine(
                "the requests of a lost topic are not sent again",
                "runtime/FlowTurns",
                "round.afterwards(item, repeats.lost(round, item, lost), item.delivery()::ack);",
                "round.afterwards(item, Set.of(), item.delivery()::ack);")
            .foundBy(80),
        PlantedBug.engine(
                "what was lost with an inbox is not sent again",
                "runtime/PartitionSteps",
                "items.add(new InboxItem.SendAgain(null));",
                "")
            .foundBy(241),
        PlantedBug.engine(
                "what is lost with a purged queue is not sent again",
                "runtime/TimedTurns",
                "lost = silent.look();",
                "lost = java.util.List.of();")
            .foundBy(294),
        PlantedBug.engine(
                "an attempt of which nothing was heard counts as begun by nobody",
                "machine/Deadlines",
                "Doubts.silence(step, atom, open);",
                "")
            .foundBy(36),
        PlantedBug.engine(
                "a request that is sent twice and comes back counts as begun by nobody",
                "machine/Fold",
                "update(e.task(), AtomState::inDoubt);",
                "update(e.task(), s -> e.reason().startsWith(\"nothing\") ? s.inDoubt() : s);")
            .foundBy(2303),
        PlantedBug.engine(
            "nobody looks for flows that were not started",
            "runtime/FlowLooker",
            "partitions.recovered().values().forEach(own -> own.offer(new InboxItem.LookForPending()));",
            ""),
        PlantedBug.engine(
            "the watchdog does not fence",
            "runtime/Partitions",
            "partition.lost(\"its lease could not be renewed in time\");",
            ""),
        PlantedBug.engine(
                "what the broker refuses is taken for published",
                "runtime/Outbox",
                "case CONFIRMED -> position.settled(); case RETURNED -> returned.run(); case REFUSED -> {",
                "case CONFIRMED -> position.settled(); case RETURNED -> returned.run(); case REFUSED -> {"
                    + " position.settled(); if (partition >= 0) { return; }")
            .foundBy(13),
        PlantedBug.engine(
                "the answer to an attempt that is over is accepted",
                "machine/Attempts",
                "if (open == null || !open.token().equals(ref.token()) || open.action() != ref.action()) {"
                    + " return stale(ref.task()); } if (open.waits() &&",
                "if (open == null || open.action() != ref.action()) {"
                    + " return stale(ref.task()); } if (open.waits() &&")
            .foundBy(30),
        PlantedBug.engine(
                "a lease never lapses",
                "machine/Deadlines",
                "arm(step, atom, Timer.Kind.LEASE);",
                "")
            .foundBy(7),
        PlantedBug.engine(
                "the items of a list that is taken again are in round 1 again",
                "machine/Tally",
                "AtomState.NEW.inRound(atom(fanOut).round())",
                "AtomState.NEW")
            .foundBy(59),
        PlantedBug.worker(
            "the worker acknowledges before its answer is confirmed",
            "Answers",
            "List<HeldDelivery> waiting = new ArrayList<>(deliveries);",
            "deliveries.forEach(HeldDelivery::ack); List<HeldDelivery> waiting = new ArrayList<>();"),
        PlantedBug.worker(
            "the worker acknowledges before its lease is confirmed",
            "Leases",
            "lease(attempt)), () -> begun(attempt));",
            "lease(attempt)), () -> {}); begun(attempt);"),
        PlantedBug.worker(
                "the worker tells of a lost queue after it has made it anew",
                "TopicQueues",
                "outlet.sendBefore(message(topic), () -> make(topic, current), () -> told(topic, current));",
                "make(topic, current); outlet.sendBefore(message(topic), () -> {}, () ->"
                    + " told(topic, current));")
            .foundBy(342),
        PlantedBug.worker(
                "the worker forgets an answer that the broker refuses",
                "ReplyOutlet",
                "again(outcome); return;",
                "metrics.replyRetried(outcome);")
            .foundBy(1));
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void isFound(PlantedBug bug) throws ReflectiveOperationException {
    Class<?> simulation = new BuggyClasses(bug).loadClass(Simulation.class.getName());
    Method run = simulation.getMethod("run", long.class);
    for (long tried = 0; tried < SEEDS; tried++) {
      long seed = bug.firstSeed() + tried;
      Object result = run.invoke(null, seed);
      Optional<?> violation = (Optional<?>) result.getClass().getMethod("violation").invoke(result);
      if (violation.isPresent()) {
        LOG.info("'{}' is found with seed {}: {}", bug, seed, violation.get());
        return;
      }
    }
    assertThat(bug)
        .as("a bug that none of %d seeds from %d on finds", SEEDS, bug.firstSeed())
        .isNull();
  }
}
