package io.taskflow.testkit.chaos;

import io.taskflow.testkit.network.Direction;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes faults happen, and ends them. */
final class Faults {

  private static final Duration DELAY = Duration.ofMillis(200);

  /** The alarm of a disk that is full, as the broker names it. */
  private static final String DISK = "{resource_limit, disk, node()}";

  private final Site site;

  Faults(Site site) {
    this.site = site;
  }

  /** What ends a fault. */
  @FunctionalInterface
  interface End {
    void end() throws InterruptedException;
  }

  /**
   * Begins a fault.
   *
   * @param member the engine or worker that is hit; null for broker and database
   * @return what ends it
   */
  End begin(FaultKind kind, @Nullable Member member) throws InterruptedException {
    return member == null ? ofServer(kind) : ofMember(kind, member);
  }

  private static End ofMember(FaultKind kind, Member member) throws InterruptedException {
    switch (kind) {
      case ENGINE_KILLED, WORKER_KILLED -> {
        member.kill();
        return member::start;
      }
      case ENGINE_RESTARTED, WORKER_RESTARTED -> {
        member.terminate();
        return member::start;
      }
      case ENGINE_FROZEN, WORKER_FROZEN -> {
        member.process().signal("STOP");
        return () -> member.process().signal("CONT");
      }
      case ENGINE_CUT -> {
        member.broker().cut();
        member.database().cut();
        return () -> {};
      }
      case ENGINE_WITHOUT_DATABASE -> {
        member.database().stall();
        return member.database()::restore;
      }
      case ENGINE_ISOLATED -> {
        member.broker().blackhole();
        member.database().blackhole();
        return () -> {
          member.broker().restore();
          member.database().restore();
        };
      }
      case ENGINE_WITHOUT_BROKER, WORKER_ISOLATED -> {
        member.broker().blackhole();
        return member.broker()::restore;
      }
      case WORKER_HALF_CLOSED -> {
        member.broker().halfClose(Direction.TO_SERVER);
        return () -> {};
      }
      case WORKER_SLOWED_DOWN -> {
        member.broker().delay(DELAY);
        return member.broker()::restore;
      }
      case WORKER_CUT -> {
        member.broker().cut();
        return () -> {};
      }
      default -> throw new IllegalArgumentException(kind + " hits no process");
    }
  }

  private End ofServer(FaultKind kind) {
    switch (kind) {
      case BROKER_CLOSED_CONNECTIONS -> {
        site.rabbit().closeAllConnections("chaos");
        return () -> {};
      }
      case BROKER_RESET_CONNECTIONS -> {
        site.rabbit().resetAllConnections();
        return () -> {};
      }
      case BROKER_RESTARTED -> {
        site.rabbit().stop();
        return site.rabbit()::startAgain;
      }
      case BROKER_KILLED -> {
        site.rabbit().killHard();
        return site.rabbit()::startAgain;
      }
      case BROKER_FROZEN -> {
        site.rabbit().pause();
        return site.rabbit()::resume;
      }
      case BROKER_BLOCKED -> {
        site.rabbit().raiseMemoryAlarm();
        return site.rabbit()::clearMemoryAlarm;
      }
      case BROKER_WITHOUT_DISK -> {
        site.rabbit().eval("rabbit_alarm:set_alarm({%s, []}).".formatted(DISK));
        return () -> site.rabbit().eval("rabbit_alarm:clear_alarm(%s).".formatted(DISK));
      }
      case DATABASE_CLOSED_CONNECTIONS -> {
        site.postgres().killConnections();
        return () -> {};
      }
      case DATABASE_RESTARTED -> {
        site.postgres().stop();
        return site.postgres()::startAgain;
      }
      default -> throw new IllegalArgumentException(kind + " hits a process");
    }
  }
}
