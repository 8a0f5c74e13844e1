package io.taskflow.flow;

import io.taskflow.protocol.Action;

/** Which part of a task, retry or flow is meant, so that a problem can be shown where it stands. */
public sealed interface Part {

  /**
   * An argument of a task or retry.
   *
   * @param action of execute or of revert
   */
  record Argument(Action action, String name) implements Part {}

  /** The symbol that an argument is looked up by, where it differs. */
  record Rebind(Action action, String argument) implements Part {}

  /** A symbol that is provided. */
  record Provided(String symbol) implements Part {}

  /** The registered flow that a child flow is. */
  record Child() implements Part {}

  /** The link of a graph flow between two names. */
  record Link(String from, String to) implements Part {}

  /**
   * One of the ends of a link.
   *
   * @param end {@code from} or {@code to}
   */
  record LinkEnd(String from, String to, String end) implements Part {}

  /** The decider of a link. */
  record LinkDecider(String from, String to) implements Part {}

  /** The target of a graph flow. */
  record Target() implements Part {}
}
