package io.taskflow.engine.journal;

/** The database doesn't answer or refuses for now. Nothing was stored; try again later. */
public final class JournalUnavailableException extends JournalException {

  private static final long serialVersionUID = 1L;

  /** As {@link JournalException}. */
  public JournalUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
