package io.taskflow.engine.journal.jdbc;

/** What an error of a database means for whoever wanted something of it. */
enum Fault {
  /** The row is there already. */
  DUPLICATE,
  /** Two transactions stood in each other's way; at once again it can work. */
  CONTENTION,
  /** The database is not there, or refuses work for now. */
  UNAVAILABLE,
  /** Asking again would not help. */
  DEFECT
}
