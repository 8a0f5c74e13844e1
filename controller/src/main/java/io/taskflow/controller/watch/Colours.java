package io.taskflow.controller.watch;

/** Puts colours on texts, where there are any. */
@FunctionalInterface
public interface Colours {

  /** The text in a colour, or as it is. */
  String paint(String colour, String text);

  /** A text in the colour of a status. */
  default String status(String status, String text) {
    return switch (status) {
      case "SUCCESS" -> paint("green", text);
      case "FAILURE", "REVERT_FAILURE" -> paint("red", text);
      case "REVERTED", "REVERTING", "SUSPENDED", "SUSPENDING" -> paint("yellow", text);
      case "RUNNING", "RETRYING" -> paint("cyan", text);
      default -> text;
    };
  }
}
