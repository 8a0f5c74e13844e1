package io.taskflow.testkit.broker;

/** Writes values as Erlang terms, for expressions that are evaluated on a broker. */
final class Erlang {

  private Erlang() {}

  /** Returns a text as a binary literal. */
  static String binary(String text) {
    return "<<\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"/utf8>>";
  }
}
