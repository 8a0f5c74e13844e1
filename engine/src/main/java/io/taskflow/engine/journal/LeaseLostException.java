package io.taskflow.engine.journal;

/** Somebody else owns the partition now. Give it up; the other one goes on. */
public final class LeaseLostException extends JournalException {

  private static final long serialVersionUID = 1L;

  /** As {@link JournalException}. */
  public LeaseLostException(String message) {
    super(message, null);
  }
}
