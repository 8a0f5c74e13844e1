package io.taskflow.engine.journal;

/**
 * The database doesn't answer or refuses for now. Make the same call again later; until then nobody
 * may act as if the change was stored, nor as if it was not.
 */
public final class JournalUnavailableException extends JournalException {

  private static final long serialVersionUID = 1L;

  /** As {@link JournalException}. */
  public JournalUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
