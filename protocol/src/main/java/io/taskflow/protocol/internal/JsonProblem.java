package io.taskflow.protocol.internal;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.DatabindException;

/**
 * Says what is wrong with a JSON text. The parser's own messages quote it, and it may hold secrets.
 */
public final class JsonProblem {

  private JsonProblem() {}

  /** The problem and, where it is known, its place. */
  public static String describe(JacksonException e) {
    return what(e) + where(e.getLocation());
  }

  /** A place in the input, for people; the parser does not always know it. */
  public static String where(@Nullable TokenStreamLocation at) {
    if (at == null) {
      return "";
    }
    // A text has positions of characters only.
    boolean bytes = at.getByteOffset() >= 0;
    return " at %s %d (line %d, column %d)"
        .formatted(
            bytes ? "byte" : "character",
            bytes ? at.getByteOffset() : at.getCharOffset(),
            at.getLineNr(),
            at.getColumnNr());
  }

  private static String what(JacksonException e) {
    return switch (e) {
      case StreamConstraintsException limit -> "over a limit: " + limit.getOriginalMessage();
      case UnexpectedEndOfInputException end -> "the text ends too early";
      case StreamReadException read when read.getOriginalMessage().startsWith("Duplicate") ->
          "a name appears twice in an object";
      case StreamReadException read when read.getOriginalMessage().equals(CompactJson.HALF_NAME) ->
          CompactJson.HALF_NAME;
      case StreamReadException read -> "something else than JSON in UTF-8";
      case DatabindException mismatch -> "a value doesn't fit" + path(mismatch);
      default -> e.getClass().getSimpleName();
    };
  }

  private static String path(DatabindException e) {
    return e.getPath().isEmpty()
        ? ""
        : e.getPath().stream()
            .map(
                step ->
                    step.getPropertyName() != null ? step.getPropertyName() : "" + step.getIndex())
            .collect(Collectors.joining(".", ": '", "'"));
  }
}
