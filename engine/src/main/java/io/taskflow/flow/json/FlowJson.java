package io.taskflow.flow.json;

import io.taskflow.flow.Flow;
import io.taskflow.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Flow definitions as JSON, both ways without loss. Thread-safe.
 *
 * <p>The text that {@link #write} makes is canonical: equal flows give the same text, character for
 * character, whatever wrote them, and so the same {@link #hash}. There is no white space, members
 * stand in a fixed order, and what has its default value is left out.
 *
 * <p>It is stored with each flow, and every later version must read it. Therefore: a member once
 * written keeps its name and meaning, a default never changes, a new member is optional and its
 * default is what was done before it existed. Who can't read a member refuses the text rather than
 * run another flow than was meant. The format's number grows only if this can't be kept.
 */
public final class FlowJson {

  /** The format that is written, and the only one that there is to read. */
  public static final int FORMAT = 1;

  /** Longest text that is read or written, in characters. */
  public static final int MAX_LENGTH = 64 * 1024 * 1024;

  /** Each flow nests an object in an array; tasks and the values injected into them come on top. */
  private static final int MAX_NESTING = 2 * Flow.MAX_DEPTH + Json.MAX_DEPTH + 10;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(MAX_NESTING).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private FlowJson() {}

  /**
   * The canonical text of a flow.
   *
   * @throws IllegalArgumentException if the flow is nested deeper than {@link Flow#MAX_DEPTH}, the
   *     text would be longer than {@link #MAX_LENGTH}, or an injected value is not JSON
   */
  public static String write(Flow flow) {
    return FlowWriter.write(flow);
  }

  /**
   * Reads a flow from a text that may be spaced and ordered in any way.
   *
   * @throws InvalidFlowJsonException if the text is not a flow definition, has members that are not
   *     known, breaks a rule for a single value, or is over a limit. What can only be said of the
   *     flow as a whole is left to the compiler
   */
  public static Flow read(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new InvalidFlowJsonException(
          "",
          1,
          1,
          "it has %,d characters, at most %,d are allowed".formatted(text.length(), MAX_LENGTH));
    }
    return new FlowReader(text).document();
  }

  /** {@link #hash(String)} of the flow's canonical text. */
  public static String hash(Flow flow) {
    return hash(write(flow));
  }

  /**
   * What a definition is stored and found by: SHA-256 of its text in UTF-8, as 64 lower-case
   * hexadecimal digits.
   *
   * @param canonical as {@link #write} made it
   */
  public static String hash(String canonical) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(canonical.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
