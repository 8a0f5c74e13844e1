package io.taskflow.engine.journal;

/** Somebody else owns the partition now. Give it up; the other one goes on. */
public final class LeaseLostException extends JournalException {

  private static final long serialVersionUID = 1L;

  /** As {@link JournalException}. */
  public LeaseLostException(String message) {
    super(message, null);
  }

  /** The lease's epoch is over. */
  public static LeaseLostException epochOver(Lease lease) {
    return new LeaseLostException(
        "partition "
            + lease.partition()
            + ": engine "
            + lease.owner()
            + " lost the lease with epoch "
            + lease.epoch()
            + "; nothing was stored, and whoever has the partition now goes on");
  }

  /** An entry's place is taken by another one. */
  public static LeaseLostException entryTaken(Lease lease, JournalEntry entry) {
    return new LeaseLostException(
        "partition "
            + lease.partition()
            + ": flow "
            + entry.flow()
            + " has another entry "
            + entry.seq()
            + " already, so engine "
            + lease.owner()
            + " with epoch "
            + lease.epoch()
            + " doesn't own it alone; nothing was stored: give the partition up");
  }
}
