package io.taskflow.engine.plan;

import io.taskflow.flow.Part;
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
 * @param part which part of the item; null for the whole
 */
public record FlowProblem(
    Code code, String path, @Nullable Input input, String message, @Nullable Part part) {

  /** A problem of an item as a whole. */
  public FlowProblem(Code code, String path, @Nullable Input input, String message) {
    this(code, path, input, message, null);
  }

  /**
   * An argument of a task or retry.
   *
   * @param action of execute or of revert
   * @param argument its name, as the task or retry knows it
   * @param symbol the name it is looked up by
   */
  public record Input(Action action, String argument, String symbol) {}

  /** Kinds of problems. */
  public enum Code {
    /** A flow has more tasks, or more flows in it, than can be run. */
    TOO_LARGE,
    /** Flows, or child flows, are nested deeper than can be run. */
    TOO_DEEP,
    /** Two tasks, retries or flows have the same name. */
    DUPLICATE_NAME,
    /** A task or retry provides the same symbol twice. */
    CONFLICTING_PROVIDES,
    /** A task or retry rebinds an argument that it doesn't have. */
    UNKNOWN_REBIND,
    /** A graph flow's link names something that is not one of its direct items. */
    UNKNOWN_LINK_END,
    /** A graph flow's link leads from an item to itself. */
    SELF_LINK,
    /** A graph flow's target is not one of its direct items. */
    UNKNOWN_TARGET,
    /**
     * No retry controller or condition is registered under the name, or it refuses its settings.
     */
    UNKNOWN_CONTROL,
    /** The expression of a decider is not one that gives true or false. */
    BAD_EXPRESSION,
    /** A child flow, or a child of it, is to be a flow that is not registered. */
    UNKNOWN_FLOW,
    /** Child flows begin each other for ever. */
    CHILD_CYCLE,
    /** A registered flow can't be run with what it is given as a child, or lacks what is wanted. */
    INVALID_CHILD,
    /** Several items of a graph flow provide what one after them requires. */
    AMBIGUOUS_DEPENDENCY,
    /** Items of a graph flow wait for each other. */
    CYCLE,
    /** An argument that an atom must have is provided by nobody that the atom can see. */
    MISSING_ARGUMENT
  }

  @Override
  public String toString() {
    return path + ": " + message;
  }
}
