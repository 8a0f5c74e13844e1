package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.JournalException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second engine away from a SQLite file: a lock on a file beside it, which also says who
 * holds it. The operating system gives it back when the process ends, however it ends.
 */
final class SqliteLock implements AutoCloseable {

  /**
   * What this process holds. Asked first, because closing any channel of a file drops this
   * process's locks on it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /** Locked instead of the text, which others could not read on systems with mandatory locks. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private static final int MAX_HOLDER_BYTES = 1_000;

  private final Path file;
  private final FileChannel channel;
  private boolean closed;

  private SqliteLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param database the database's file
   * @throws JournalException if somebody else has it, naming who
   */
  static SqliteLock take(Path database) {
    Path file = database.resolveSibling(database.getFileName() + ".lock");
    if (!HELD.add(file)) {
      throw refused(database, "this process, pid " + ProcessHandle.current().pid());
    }
    boolean taken = false;
    try {
      SqliteLock lock = take(database, file);
      taken = true;
      return lock;
    } catch (IOException e) {
      throw new JournalException(
          "SQLite database " + database + ": its lock file " + file + " can't be used: " + e, e);
    } finally {
      if (!taken) {
        HELD.remove(file);
      }
    }
  }

  private static SqliteLock take(Path database, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
      if (lock == null) {
        throw refused(database, holder(channel));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)), 0);
      return new SqliteLock(file, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Gives the lock up. Idempotent. The file stays: removing it would race with the next engine. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      channel.truncate(0);
      channel.close();
    } catch (IOException e) {
      throw new JournalException("the lock file " + file + " can't be closed: " + e, e);
    } finally {
      HELD.remove(file);
    }
  }

  private static JournalException refused(Path database, String holder) {
    return new JournalException(
        "SQLite database "
            + database
            + " is in use by "
            + holder
            + ". Only one engine may use a SQLite database: stop that one, or use PostgreSQL, which"
            + " many engines can share",
        null);
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(MAX_HOLDER_BYTES);
    int length = channel.read(text, 0);
    return length <= 0
        ? "another process"
        : new String(text.array(), 0, length, StandardCharsets.UTF_8).strip();
  }

  private static String self() {
    return "pid "
        + ProcessHandle.current().pid()
        + " on host "
        + host()
        + " since "
        + Instant.now();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
