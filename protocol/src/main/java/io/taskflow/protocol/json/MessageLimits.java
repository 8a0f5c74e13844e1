package io.taskflow.protocol.json;

import io.taskflow.protocol.Json;

/**
 * How large messages may be, in both directions. All engines and workers of an installation should
 * agree on them.
 *
 * @param maxMessageBytes the whole message
 * @param maxValueBytes the arguments of a request together, a result, or the details of a progress,
 *     each in UTF-8
 * @param maxDepth nesting of arrays and objects within a value, at most {@link Json#MAX_DEPTH}
 */
public record MessageLimits(int maxMessageBytes, int maxValueBytes, int maxDepth) {

  /** The limit of a whole message unless another is given: 1 MiB. */
  public static final int DEFAULT_MESSAGE_BYTES = 1024 * 1024;

  /** The limit of a value unless another is given: 256 KiB. */
  public static final int DEFAULT_VALUE_BYTES = 256 * 1024;

  public MessageLimits {
    if (maxMessageBytes < 1 || maxValueBytes < 1 || maxDepth < 1) {
      throw new IllegalArgumentException("limits of messages must be at least 1");
    }
    if (maxDepth > Json.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "the depth of values must be at most " + Json.MAX_DEPTH + ", but is " + maxDepth);
    }
  }

  /** 1 MiB a message, 256 KiB a value, {@value Json#MAX_DEPTH} levels. */
  public static MessageLimits defaults() {
    return new MessageLimits(DEFAULT_MESSAGE_BYTES, DEFAULT_VALUE_BYTES, Json.MAX_DEPTH);
  }
}
