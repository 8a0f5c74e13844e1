package io.taskflow.engine.journal;

import org.jspecify.annotations.Nullable;

/** Something is wrong with the journal; the subclasses tell what the caller can do. */
public class JournalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what was wanted, what happened, and what happens or helps next
   * @param cause the database's error; null if there is none
   */
  public JournalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
