package io.taskflow.worker;

import org.jspecify.annotations.Nullable;

/**
 * A unit of work that can be done and undone. Everything it needs arrives in the context, and
 * everything that it made goes into what it returns; nothing else connects two calls, which may
 * happen in different processes.
 *
 * <p>A request may run more than once: after a worker was lost with it in hand, another one runs it
 * again. Code that changes the world must be harmless when repeated; {@link
 * TaskContext#executionKey()} is the key to give to other systems for that.
 *
 * <p>Each call runs on a virtual thread of its own. Whether calls share an instance is decided by
 * the {@link TaskDefinition}: one made with a supplier gets a fresh instance for each request; a
 * shared instance is called by many threads at once and must be stateless.
 */
@FunctionalInterface
public interface Task {

  /**
   * Does the work.
   *
   * @return the result: anything that can be written as JSON (records, maps, collections, texts,
   *     numbers, booleans, {@code java.time} values), or null for none
   * @throws Exception any exception makes the attempt fail; {@link TaskFailure} says more about
   *     how. The thread is interrupted when the attempt is cancelled or its time is up: let {@link
   *     InterruptedException} pass
   */
  @Nullable Object execute(TaskContext context) throws Exception;

  /**
   * Undoes what an earlier {@link #execute} did, or tidies up after one that failed. Does nothing
   * unless overridden.
   *
   * @return what is to be kept as the result of the revert; usually null
   * @throws Exception any exception makes the revert fail, which leaves the flow in need of a
   *     person
   */
  default @Nullable Object revert(RevertContext context) throws Exception {
    return null;
  }

  /** Called before {@link #execute}; if it throws, the attempt fails and execute isn't called. */
  default void preExecute(TaskContext context) throws Exception {}

  /**
   * Called when {@link #execute}, or what comes before it, has ended in whatever way. If it throws
   * after a success, the attempt fails.
   */
  default void postExecute(TaskContext context) throws Exception {}

  /** As {@link #preExecute}, for {@link #revert}. */
  default void preRevert(RevertContext context) throws Exception {}

  /** As {@link #postExecute}, for {@link #revert}. */
  default void postRevert(RevertContext context) throws Exception {}
}
