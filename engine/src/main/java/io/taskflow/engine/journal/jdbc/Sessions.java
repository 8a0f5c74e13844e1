package io.taskflow.engine.journal.jdbc;

import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The connections to a database: borrows one for each piece of work, and gives transactions their
 * beginning and end. Thread-safe.
 */
abstract class Sessions implements AutoCloseable {

  private final Dialect dialect;

  Sessions(Dialect dialect) {
    this.dialect = dialect;
  }

  /** Something to be done with a session. */
  @FunctionalInterface
  interface Work<T> {
    T run(Session session) throws SQLException;
  }

  /** A session outside of a transaction, to read with; waits for one. */
  abstract Session borrowReader() throws SQLException;

  /**
   * Takes a session back.
   *
   * @param usable whether the next one can work with it
   */
  abstract void returnReader(Session session, boolean usable);

  /** A session to write with; waits for one. */
  abstract Session borrowWriter() throws SQLException;

  /** As {@link #returnReader}. */
  abstract void returnWriter(Session session, boolean usable);

  /** For a look at the schema. */
  abstract DataSource dataSource();

  /**
   * Changes the schema.
   *
   * @param steps get connections on which a statement may take as long as it needs, if the database
   *     has limits; they are not to be used after it
   */
  abstract void changeSchema(Consumer<DataSource> steps);

  /** Closes all connections. Idempotent. */
  @Override
  public abstract void close();

  /** Reads outside of a transaction. */
  final <T> T read(Work<T> query) throws SQLException {
    Session session = borrowReader();
    boolean usable = false;
    try {
      T result = query.run(session);
      usable = true;
      return result;
    } finally {
      returnReader(session, usable);
    }
  }

  /**
   * Does work in a transaction. If it throws, nothing is stored.
   *
   * @throws CommitInDoubtException if the work was done but the end of the transaction was not seen
   */
  final <T> T write(Work<T> work) throws SQLException {
    Session session = borrowWriter();
    boolean usable = false;
    try {
      dialect.begin(session);
      T result;
      try {
        result = work.run(session);
      } catch (SQLException | RuntimeException e) {
        usable = rollBack(session, e) && !(e instanceof SQLException s && isUnavailable(s));
        throw e;
      }
      commit(session);
      usable = true;
      return result;
    } finally {
      returnWriter(session, usable);
    }
  }

  /**
   * Does work that is one trip, and so a transaction without a beginning and an end of its own. If
   * it throws anything else, nothing is stored.
   *
   * @throws CommitInDoubtException if no answer came: it may be stored or not
   */
  final <T> T writeInOneTrip(Work<T> work) throws SQLException {
    Session session = borrowWriter();
    boolean usable = false;
    try {
      T result = work.run(session);
      usable = true;
      return result;
    } catch (SQLException e) {
      if (dialect.leavesInDoubt(e)) {
        throw new CommitInDoubtException(e);
      }
      usable = !isUnavailable(e);
      throw e;
    } finally {
      returnWriter(session, usable);
    }
  }

  private boolean isUnavailable(SQLException error) {
    return dialect.fault(error) == Fault.UNAVAILABLE;
  }

  private boolean rollBack(Session session, Exception reason) {
    try {
      dialect.rollback(session);
      return true;
    } catch (SQLException e) {
      reason.addSuppressed(e);
      return false;
    }
  }

  private void commit(Session session) throws CommitInDoubtException {
    try {
      dialect.commit(session);
    } catch (SQLException e) {
      throw new CommitInDoubtException(e);
    }
  }
}
