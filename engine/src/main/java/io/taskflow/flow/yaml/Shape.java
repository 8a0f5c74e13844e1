package io.taskflow.flow.yaml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which members a mapping of a document has, by what it describes. */
enum Shape {
  TASK(
      "a task",
      List.of(Word.TASK, Word.TYPE),
      Word.VERSION,
      Word.TOPIC,
      Word.REQUIRES,
      Word.OPTIONAL,
      Word.WITH,
      Word.PROVIDES,
      Word.REBIND,
      Word.INJECT,
      Word.REVERTIBLE,
      Word.REVERT_REQUIRES,
      Word.REVERT_REBIND,
      Word.ATTEMPTS,
      Word.REVERT_ATTEMPTS,
      Word.DELAY,
      Word.SCHEDULE_TO_START,
      Word.START_TO_CLOSE,
      Word.HEARTBEAT,
      Word.ON_WORKER_LOSS,
      Word.PRIORITY),
  CHILD(
      "a child flow",
      List.of(Word.CHILD, Word.FLOW),
      Word.REQUIRES,
      Word.OPTIONAL,
      Word.WITH,
      Word.PROVIDES,
      Word.REBIND,
      Word.INJECT,
      Word.REVERTIBLE,
      Word.ATTEMPTS,
      Word.DELAY,
      Word.START_TO_CLOSE),
  FOR_EACH(
      "a forEach", List.of(Word.FOR_EACH, Word.OVER, Word.AS, Word.DO), Word.LIMIT, Word.COLLECTS),
  LINEAR("a linear flow", List.of(Word.LINEAR), Word.RETRY, Word.TASKS),
  UNORDERED("an unordered flow", List.of(Word.UNORDERED), Word.RETRY, Word.TASKS),
  GRAPH("a graph flow", List.of(Word.GRAPH), Word.RETRY, Word.TASKS, Word.LINKS, Word.TARGET),
  RETRY(
      "a retry",
      List.of(),
      Word.TIMES,
      Word.FOR_EACH,
      Word.PARAMETERIZED_FOR_EACH,
      Word.ALWAYS_REVERT,
      Word.ALWAYS_REVERT_ALL,
      Word.NAMED,
      Word.SETTINGS,
      Word.REVERT_ALL,
      Word.NAME,
      Word.REQUIRES,
      Word.PROVIDES,
      Word.REBIND),
  ATTEMPTS(
      "a policy of attempts",
      List.of(),
      Word.MOST,
      Word.FIRST_DELAY,
      Word.FACTOR,
      Word.MAX_DELAY,
      Word.JITTER,
      Word.RETRY_ON,
      Word.NOT_ON),
  LINK("a link", List.of(Word.FROM, Word.TO), Word.WHEN, Word.CONDITION, Word.SETTINGS, Word.DEPTH),
  KEYS("what takes a result apart by name", List.of(Word.KEYS)),
  INPUT("an input", List.of(), Word.TYPE, Word.REQUIRED, Word.DEFAULT, Word.DESCRIPTION),
  OUTPUT("an output", List.of(Word.FROM), Word.DESCRIPTION);

  /** What a document has besides its outermost flow. */
  static final List<String> OF_DOCUMENT =
      List.of(Word.DESCRIPTION, Word.INPUTS, Word.OUTPUTS, Word.FLOWS);

  private final String text;
  private final List<String> required;
  private final List<String> members;

  Shape(String text, List<String> required, String... others) {
    this.text = text;
    this.required = required;
    List<String> all = new ArrayList<>(required);
    all.addAll(Arrays.asList(others));
    this.members = List.copyOf(all);
  }

  /** For people, with its article. */
  String text() {
    return text;
  }

  List<String> required() {
    return required;
  }

  List<String> members() {
    return members;
  }
}
