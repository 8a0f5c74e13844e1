package io.taskflow.protocol.json;

/** A message can't be sent because it, or a value in it, is over a limit. */
public final class MessageTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;
  private final long size;
  private final long limit;

  MessageTooLargeException(String what, String field, long size, long limit, String unit) {
    super(what + ": " + size + " " + unit + ", at most " + limit + " are allowed");
    this.field = field;
    this.size = size;
    this.limit = limit;
  }

  /** The member of the message that is too large, or the largest one of a message that is. */
  public String field() {
    return field;
  }

  /** What was measured: bytes, or levels of nesting. */
  public long size() {
    return size;
  }

  /** What is allowed, in the unit of {@link #size}. */
  public long limit() {
    return limit;
  }
}
