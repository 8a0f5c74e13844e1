package io.taskflow.engine.journal.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Connections to a SQLite file: one that writes, handed from thread to thread in the order in which
 * they asked, and a few that read, which never wait for the writer.
 */
final class SqliteSessions extends Sessions {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteSessions.class);
  private static final int MAX_READERS = 4;
  private static final int CACHE_KIB = 16 * 1024;

  /** After a large transaction the log file shrinks to this. */
  private static final int WAL_LIMIT_BYTES = 64 * 1024 * 1024;

  private final SQLiteDataSource dataSource;
  private final @Nullable SqliteLock lock;

  /** Guards {@code writer}; fair, so that a lease is renewed although many commit. */
  private final ReentrantLock writing = new ReentrantLock(true);

  private final Semaphore reading = new Semaphore(MAX_READERS, true);

  /** Guarded by its own monitor, as is {@code closed}. */
  private final Deque<Session> idleReaders = new ArrayDeque<>();

  private @Nullable Session writer;
  private boolean closed;

  /**
   * Takes the lock over: {@link #close} gives it up.
   *
   * @param lock null for sessions beside those of an engine
   */
  SqliteSessions(Dialect dialect, Path file, Duration busyTimeout, @Nullable SqliteLock lock) {
    super(dialect);
    this.lock = lock;
    this.dataSource = dataSource(file, busyTimeout);
  }

  private static SQLiteDataSource dataSource(Path file, Duration busyTimeout) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout((int) busyTimeout.toMillis());
    config.setCacheSize(-CACHE_KIB);
    config.setJournalSizeLimit(WAL_LIMIT_BYTES);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  @Override
  DataSource dataSource() {
    return dataSource;
  }

  @Override
  void changeSchema(Consumer<DataSource> steps) {
    steps.accept(dataSource);
  }

  @Override
  Session borrowReader() throws SQLException {
    reading.acquireUninterruptibly();
    try {
      synchronized (idleReaders) {
        requireOpen();
        Session idle = idleReaders.poll();
        if (idle != null) {
          return idle;
        }
      }
      return connect();
    } catch (SQLException e) {
      reading.release();
      throw e;
    }
  }

  @Override
  void returnReader(Session session, boolean usable) {
    synchronized (idleReaders) {
      if (usable && !closed) {
        idleReaders.push(session);
      } else {
        close(session);
      }
    }
    reading.release();
  }

  @Override
  Session borrowWriter() throws SQLException {
    writing.lock();
    try {
      synchronized (idleReaders) {
        requireOpen();
      }
      if (writer == null) {
        writer = connect();
      }
      return writer;
    } catch (SQLException e) {
      writing.unlock();
      throw e;
    }
  }

  @Override
  void returnWriter(Session session, boolean usable) {
    if (!usable) {
      writer = null;
      close(session);
    }
    writing.unlock();
  }

  @Override
  public void close() {
    synchronized (idleReaders) {
      closed = true;
      idleReaders.forEach(SqliteSessions::close);
      idleReaders.clear();
    }
    writing.lock();
    try {
      if (writer != null) {
        close(writer);
        writer = null;
      }
      if (lock != null) {
        lock.close();
      }
    } finally {
      writing.unlock();
    }
  }

  private Session connect() throws SQLException {
    Connection connection = dataSource.getConnection();
    return new Session(connection, System.nanoTime());
  }

  private void requireOpen() throws SQLException {
    if (closed) {
      throw new SQLException("the journal is closed");
    }
  }

  private static void close(Session session) {
    try {
      session.close();
    } catch (SQLException e) {
      LOG.warn("a connection to SQLite could not be closed: {}", e.getMessage());
    }
  }
}
