package io.taskflow.testkit.chaos.ledger;

import java.util.List;

/**
 * What a task noted: that an attempt has begun, has had its effect, or fails.
 *
 * @param mark which of these
 * @param process id of the worker's process
 * @param flow the flow's id
 * @param task the task's name
 * @param revert whether it is a revert, which takes the effect of the execute of its round back
 * @param round of the task, from 1
 * @param attempt of the round, from 1
 * @param began when the attempt began, in milliseconds since 1970
 * @param at when this was noted, in milliseconds since 1970
 */
public record LedgerLine(
    Mark mark,
    long process,
    String flow,
    String task,
    boolean revert,
    int round,
    int attempt,
    long began,
    long at) {

  private static final int FIELDS = 9;

  /** What is noted. */
  public enum Mark {
    /** An attempt has begun; its effect may follow. */
    BEGUN,
    /** The attempt has had its effect on the world. */
    EFFECT,
    /** The attempt fails without an effect. */
    FAILED
  }

  /**
   * The effect that this is about: the same for all attempts of an execute in one round, and for
   * those of the revert that undoes it.
   */
  public String effectKey() {
    return flow + "/" + task + "/" + round;
  }

  /** The same for all attempts of one action of one task in one round. */
  public String executionKey() {
    return effectKey() + (revert ? "/revert" : "/execute");
  }

  /** The line, with its end. */
  public String text() {
    return String.join(
            "\t",
            mark.name(),
            Long.toString(process),
            flow,
            task,
            Boolean.toString(revert),
            Integer.toString(round),
            Integer.toString(attempt),
            Long.toString(began),
            Long.toString(at))
        + "\n";
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static LedgerLine parse(String line) {
    List<String> fields = List.of(line.split("\t", -1));
    if (fields.size() != FIELDS) {
      throw new IllegalArgumentException(
          "a line of a ledger has %d fields, not %d: '%s'".formatted(FIELDS, fields.size(), line));
    }
    return new LedgerLine(
        Mark.valueOf(fields.get(0)),
        Long.parseLong(fields.get(1)),
        fields.get(2),
        fields.get(3),
        Boolean.parseBoolean(fields.get(4)),
        Integer.parseInt(fields.get(5)),
        Integer.parseInt(fields.get(6)),
        Long.parseLong(fields.get(7)),
        Long.parseLong(fields.get(8)));
  }
}
