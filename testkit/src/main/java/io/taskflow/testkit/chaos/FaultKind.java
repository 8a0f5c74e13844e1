package io.taskflow.testkit.chaos;

import java.util.Locale;

/** What can happen to one engine, one worker, the broker or the database. */
enum FaultKind {
  /** SIGKILL; it comes back as another process. */
  ENGINE_KILLED(Target.ENGINE),
  /** SIGSTOP, and SIGCONT later. */
  ENGINE_FROZEN(Target.ENGINE),
  /** SIGTERM; the next process comes when it has ended. */
  ENGINE_RESTARTED(Target.ENGINE),
  /** Its connections to broker and database are reset. */
  ENGINE_CUT(Target.ENGINE),
  /** What it exchanges with the broker is swallowed. */
  ENGINE_WITHOUT_BROKER(Target.ENGINE),
  /** What it exchanges with the database is held up. */
  ENGINE_WITHOUT_DATABASE(Target.ENGINE),
  /** It can reach neither, and nobody tells it. */
  ENGINE_ISOLATED(Target.ENGINE),
  /** SIGKILL; it comes back as another process. */
  WORKER_KILLED(Target.WORKER),
  /** SIGSTOP, and SIGCONT later. */
  WORKER_FROZEN(Target.WORKER),
  /** SIGTERM; the next process comes when it has ended. */
  WORKER_RESTARTED(Target.WORKER),
  /** Its connection to the broker is reset. */
  WORKER_CUT(Target.WORKER),
  /** What it exchanges with the broker is swallowed. */
  WORKER_ISOLATED(Target.WORKER),
  /** It can hear the broker, but not speak to it any more. */
  WORKER_HALF_CLOSED(Target.WORKER),
  /** All that it exchanges with the broker takes its time. */
  WORKER_SLOWED_DOWN(Target.WORKER),
  /** The operator closes all connections. */
  BROKER_CLOSED_CONNECTIONS(Target.BROKER),
  /** All connections end without a word. */
  BROKER_RESET_CONNECTIONS(Target.BROKER),
  /** A clean stop, and a start. */
  BROKER_RESTARTED(Target.BROKER),
  /** SIGKILL, and a start. */
  BROKER_KILLED(Target.BROKER),
  /** SIGSTOP, and SIGCONT later. */
  BROKER_FROZEN(Target.BROKER),
  /** It has no memory left for messages. */
  BROKER_BLOCKED(Target.BROKER),
  /** It has no disk left for messages. */
  BROKER_WITHOUT_DISK(Target.BROKER),
  /** All its connections are ended from its side. */
  DATABASE_CLOSED_CONNECTIONS(Target.DATABASE),
  /** A stop that ends all connections, and a start. */
  DATABASE_RESTARTED(Target.DATABASE);

  /** What a fault hits. */
  enum Target {
    ENGINE,
    WORKER,
    BROKER,
    DATABASE
  }

  private final Target target;

  FaultKind(Target target) {
    this.target = target;
  }

  Target target() {
    return target;
  }

  /** Its name for people. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
