package io.taskflow.testkit.simulation;

import io.taskflow.testkit.simulation.broker.SimulatedTransport;
import io.taskflow.testkit.simulation.world.Chance;
import io.taskflow.testkit.simulation.world.Fault;
import io.taskflow.testkit.simulation.world.Process;
import io.taskflow.testkit.simulation.world.World;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** What comes over an installation from outside, again and again, until it heals. */
final class Mishaps {

  private final Installation installation;
  private final World world;
  private final Chance chance;

  Mishaps(Installation installation) {
    this.installation = installation;
    this.world = installation.world();
    this.chance = world.chance();
  }

  void begin() {
    double mean = installation.stress().mishapEvery().toNanos() / 1e6;
    world
        .time()
        .after(
            chance.millis(0, 2 * mean),
            () -> {
              if (world.faulty()) {
                strike();
                begin();
              }
            });
  }

  private void strike() {
    switch (chance.below(17)) {
      case 0 -> each(installation.engines(), Fault.ENGINE_CRASH, Process::crash);
      case 1 -> each(installation.engines(), Fault.ENGINE_FREEZE, this::freeze);
      case 2 ->
          each(
              installation.engines(),
              Fault.ENGINE_RESTART,
              e -> e.engine().ifPresent(engine -> engine.stop()));
      case 3 -> each(installation.workers(), Fault.WORKER_CRASH, Process::crash);
      case 4 -> each(installation.workers(), Fault.WORKER_FREEZE, this::freeze);
      case 5 -> each(installation.workers(), Fault.WORKER_RESTART, this::drain);
      case 6, 7 -> each(installation.broker().transports(), Fault.CONNECTION_CUT, this::cut);
      case 8 -> restartBroker();
      case 9 -> blockBroker();
      case 10, 11 -> closeChannel();
      case 12, 13 -> loseQueue(Fault.QUEUE_LOST, queue -> !isInbox(queue));
      case 14 -> loseQueue(Fault.INBOX_LOST, this::isInbox);
      case 15 -> {
        if (installation.stress().purges()) {
          purgeQueue();
        }
      }
      default -> journalAway();
    }
  }

  private <T> void each(List<T> all, Fault fault, java.util.function.Consumer<T> does) {
    if (!all.isEmpty()) {
      world.struck(fault);
      T one = chance.pick(all);
      world.trace().note("mishap", fault.name(), one instanceof Process p ? p.name() : "");
      does.accept(one);
    }
  }

  private void freeze(Process process) {
    process.freeze(chance.millis(100, 12_000));
  }

  private void drain(SimulatedWorker worker) {
    Duration within = chance.millis(0, 3_000);
    worker.worker().ifPresent(running -> running.drain(within).thenRun(worker::crash));
  }

  private void cut(SimulatedTransport transport) {
    Duration never = chance.oneIn(4) ? chance.millis(100, 6_000) : Duration.ZERO;
    boolean brokerFirst = chance.oneIn(2);
    transport.cut(brokerFirst ? Duration.ZERO : never, brokerFirst ? never : Duration.ZERO);
  }

  private void restartBroker() {
    world.struck(Fault.BROKER_RESTART);
    world.trace().note("mishap", "BROKER_RESTART", "");
    installation.broker().stop();
    world.time().after(chance.millis(50, 5_000), () -> installation.broker().start());
  }

  private void blockBroker() {
    world.struck(Fault.BROKER_BLOCKED);
    world.trace().note("mishap", "BROKER_BLOCKED", "");
    installation.broker().block();
    world.time().after(chance.millis(50, 5_000), () -> installation.broker().unblock());
  }

  private void closeChannel() {
    List<String> queues = installation.broker().durableQueues();
    if (!queues.isEmpty() && installation.broker().closeChannel(chance.pick(queues))) {
      world.struck(Fault.CHANNEL_CLOSED);
      world.trace().note("mishap", "CHANNEL_CLOSED", "");
    }
  }

  private boolean isInbox(String queue) {
    return queue.startsWith(installation.topology().inboxExchange());
  }

  private void loseQueue(Fault fault, Predicate<String> which) {
    List<String> queues = installation.broker().durableQueues().stream().filter(which).toList();
    if (!queues.isEmpty()) {
      String queue = chance.pick(queues);
      world.struck(fault);
      world.trace().note("mishap", fault.name(), queue);
      installation.broker().delete(queue);
      company();
    }
  }

  private void purgeQueue() {
    List<String> queues = installation.broker().durableQueues();
    if (!queues.isEmpty()) {
      String queue = chance.pick(queues);
      world.struck(Fault.QUEUE_PURGED);
      world.trace().note("mishap", "QUEUE_PURGED", queue);
      installation.broker().purge(queue);
    }
  }

  /**
   * What follows a loss has to be done in an order that only others that die meanwhile bring out.
   */
  private void company() {
    if (chance.oneIn(2)) {
      each(installation.workers(), Fault.WORKER_CRASH, this::doom);
    }
    if (chance.oneIn(4)) {
      each(installation.engines(), Fault.ENGINE_CRASH, this::doom);
    }
    if (chance.oneIn(4)) {
      each(installation.broker().transports(), Fault.CONNECTION_CUT, this::cut);
    }
  }

  private void doom(Process process) {
    process.doom(chance.between(1, 8));
  }

  private void journalAway() {
    world.struck(Fault.JOURNAL_AWAY);
    world.trace().note("mishap", "JOURNAL_AWAY", "");
    installation.journalAway(true);
    world.time().after(chance.millis(20, 6_000), () -> installation.journalAway(false));
  }
}
