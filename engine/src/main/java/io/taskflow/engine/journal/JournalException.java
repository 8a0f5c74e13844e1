package io.taskflow.engine.journal;

import io.taskflow.protocol.FlowId;
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

  /** What a commit says that changes the row of a flow that was never submitted. */
  public static JournalException noSuchRow(FlowId flow) {
    return new JournalException(
        "flow "
            + flow
            + ": its row was to be changed, but there is none: it was never submitted to this"
            + " journal; nothing of this commit was stored",
        null);
  }
}
