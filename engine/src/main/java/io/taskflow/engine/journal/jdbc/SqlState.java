package io.taskflow.engine.journal.jdbc;

/** PostgreSQL's error codes that something is done about. */
final class SqlState {

  static final String NOT_NULL_VIOLATION = "23502";
  static final String FOREIGN_KEY_VIOLATION = "23503";
  static final String UNIQUE_VIOLATION = "23505";
  static final String READ_ONLY_TRANSACTION = "25006";
  static final String IDLE_IN_TRANSACTION_TIMEOUT = "25P03";
  static final String TRANSACTION_TIMEOUT = "25P04";
  static final String SERIALIZATION_FAILURE = "40001";
  static final String DEADLOCK_DETECTED = "40P01";
  static final String LOCK_NOT_AVAILABLE = "55P03";

  /** The connection failed or can't be made. */
  static final String CLASS_CONNECTION = "08";

  /** Disk full, out of memory, too many connections. */
  static final String CLASS_RESOURCES = "53";

  /** Shut down, starting up, statement timeout. */
  static final String CLASS_OPERATOR = "57";

  /** As before, but for statement timeouts: the connection ends, whatever it was at. */
  static final String CLASS_SHUTDOWN = "57P";

  /** Errors of the server's operating system, of its disk for instance. */
  static final String CLASS_SYSTEM = "58";

  private SqlState() {}
}
