package io.taskflow.engine.plan;

import io.taskflow.protocol.Action;
import org.jspecify.annotations.Nullable;

/**
 * Something that makes a flow impossible to run.
 *
 * @param code the kind of problem
 * @param path where: the names of the flows from the outermost inwards and of the item, joined by
 *     '/'
 * @param input which argument lacks a provider; null for other kinds of problems
 * @param message what is wrong, for people
 */
public record FlowProblem(Code code, String path, @Nullable Input input, String message) {

  /**
   * An argument of a task.
   *
   * @param action of execute or of revert
   * @param argument its name, as the task knows it
   * @param symbol the name it is looked up by
   */
  public record Input(Action action, String argument, String symbol) {}

  /** Kinds of problems. */
  public enum Code {
    /** A flow has more tasks, or more flows in it, than can be run. */
    TOO_LARGE,
    /** Flows are nested deeper than can be run. */
    TOO_DEEP,
    /** Two tasks or flows have the same name. */
    DUPLICATE_NAME,
    /** A task provides the same symbol twice. */
    CONFLICTING_PROVIDES,
    /** A task rebinds an argument that it doesn't have. */
    UNKNOWN_REBIND,
    /** A graph flow's link names something that is not one of its direct items. */
    UNKNOWN_LINK_END,
    /** A graph flow's link leads from an item to itself. */
    SELF_LINK,
    /** Several items of a graph flow provide what one after them requires. */
    AMBIGUOUS_DEPENDENCY,
    /** Items of a graph flow wait for each other. */
    CYCLE,
    /** An argument that a task must have is provided by nobody that the task can see. */
    MISSING_ARGUMENT
  }

  @Override
  public String toString() {
    return path + ": " + message;
  }
}
