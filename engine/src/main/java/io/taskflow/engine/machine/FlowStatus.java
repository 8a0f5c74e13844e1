package io.taskflow.engine.machine;

/** How a flow stands as a whole. The legal changes are in {@link Transitions}. */
public enum FlowStatus {
  /** Submitted, not begun. */
  PENDING,
  /** Going forward, or being reverted. */
  RUNNING,
  /** Asked to rest; what runs is being waited for. */
  SUSPENDING,
  /** At rest with work left. */
  SUSPENDED,
  /** Everything is done. */
  SUCCESS,
  /** Everything that was done has been undone. */
  REVERTED,
  /** A revert failed: somebody has to look at it. */
  FAILURE;

  /** Whether nothing more happens unless somebody asks for it. */
  public boolean ended() {
    return this == SUCCESS || this == REVERTED || this == FAILURE;
  }
}
