package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.PartitionCommit;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Stores groups of {@link Write}s: together if possible, else one by one, so that one that is
 * refused doesn't take others with it. Finds out what became of a transaction that ended in doubt
 * by storing the same again: what is there already is recognised. Thread-safe.
 */
final class Writer {

  private static final int MAX_TRIES_IN_CONTENTION = 5;
  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 500;

  private final Sessions sessions;
  private final Dialect dialect;
  private final WriteStatements statements;
  private final Errors errors;
  private final Duration resolveFor;

  /**
   * @param resolveFor how long it tries to find out about a transaction in doubt
   */
  Writer(
      Sessions sessions,
      Dialect dialect,
      WriteStatements statements,
      Errors errors,
      Duration resolveFor) {
    this.sessions = sessions;
    this.dialect = dialect;
    this.statements = statements;
    this.errors = errors;
    this.resolveFor = resolveFor;
  }

  /** Gives each member its answer: whether it was stored, or was there already. */
  void store(List<GroupCommit.Member<Write, Boolean>> group) {
    boolean inDoubt = false;
    if (group.size() > 1) {
      try {
        storeTogether(group);
        return;
      } catch (CommitInDoubtException e) {
        inDoubt = true;
      } catch (SQLException e) {
        if (dialect.fault(e) == Fault.UNAVAILABLE) {
          group.forEach(member -> member.failed(errors.of(member.wanted().description(), e)));
          return;
        }
      } catch (JournalException e) {
        // Which of them lost its lease or has no row shows when each is stored alone.
      }
    }
    storeOneByOne(group, inDoubt);
  }

  private void storeTogether(List<GroupCommit.Member<Write, Boolean>> group) throws SQLException {
    List<Write> writes = group.stream().map(GroupCommit.Member::wanted).toList();
    Set<Write> refused = sessions.write(session -> statements.store(session, writes));
    statements.stored(writes);
    group.forEach(member -> member.succeeded(!refused.contains(member.wanted())));
  }

  private void storeOneByOne(List<GroupCommit.Member<Write, Boolean>> group, boolean inDoubt) {
    long deadline = System.nanoTime() + resolveFor.toNanos();
    for (GroupCommit.Member<Write, Boolean> member : group) {
      try {
        member.succeeded(storeAlone(member.wanted(), inDoubt, deadline));
      } catch (JournalException e) {
        member.failed(e);
      }
    }
  }

  private boolean storeAlone(Write write, boolean groupInDoubt, long deadline) {
    boolean inDoubt = groupInDoubt;
    for (int tries = 1; ; tries++) {
      SQLException failure;
      try {
        return tryToStore(write, inDoubt);
      } catch (CommitInDoubtException e) {
        inDoubt = true;
        failure = e;
      } catch (SQLException e) {
        failure = e;
      }
      boolean contention = dialect.fault(failure) == Fault.CONTENTION;
      if (contention) {
        statements.definitionsMayBeGone();
      }
      if (!inDoubt && !(contention && tries < MAX_TRIES_IN_CONTENTION)) {
        throw errors.of(write.description(), failure);
      }
      if (System.nanoTime() - deadline > 0 || !pause(tries)) {
        throw errors.inDoubt(write.description(), failure);
      }
    }
  }

  private boolean tryToStore(Write write, boolean inDoubt) throws SQLException {
    try {
      boolean stored = storeInOneTrip(write) || storeInTransaction(write);
      return stored || (inDoubt && isStored(write));
    } catch (SQLException e) {
      if (dialect.fault(e) == Fault.DUPLICATE && write instanceof Write.Commit(var commit)) {
        sessions.write(
            session -> {
              statements.confirm(session, commit);
              return true;
            });
        return true;
      }
      throw e;
    }
  }

  /** False, and nothing is stored, if it is nothing for one trip, or if a guard has said no. */
  private boolean storeInOneTrip(Write write) throws SQLException {
    Optional<PartitionCommit> small = statements.forOneTrip(write);
    return small.isPresent()
        && sessions.writeInOneTrip(session -> statements.storeInOneTrip(session, small.get()));
  }

  private boolean storeInTransaction(Write write) throws SQLException {
    List<Write> alone = List.of(write);
    boolean stored = sessions.write(session -> statements.store(session, alone)).isEmpty();
    statements.stored(alone);
    return stored;
  }

  private boolean isStored(Write write) throws SQLException {
    return sessions.read(session -> statements.isStored(session, write));
  }

  /** Tells whether it waited; false if somebody wants the thread to stop. */
  private static boolean pause(int tries) {
    long millis = Math.min(FIRST_PAUSE_MILLIS << Math.min(tries, 10), LONGEST_PAUSE_MILLIS);
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
