package io.taskflow.protocol.json;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link Failure} on the wire. What is empty is left out, retryable unless it says otherwise. */
final class Failures {

  static final Type<FailureCode> CODE_TYPE = Types.constant(FailureCode.class);

  /** Refers to the shape below, which contains itself: causes are failures. */
  static final Type<Failure> FAILURE =
      new Type<>() {
        @Override
        public void write(JsonOut out, Failure value) {
          SHAPE.write(out, value);
        }

        @Override
        public Failure read(JsonIn in) {
          return SHAPE.read(in);
        }
      };

  private static final Key<FailureCode> CODE = new Key<>("code", CODE_TYPE);
  private static final Key<List<String>> TYPE_NAMES =
      new Key<>("typeNames", Types.list(Types.TEXT));
  private static final Key<String> MESSAGE = new Key<>("message", Types.TEXT);
  private static final Key<String> TRACE = new Key<>("trace", Types.TEXT);
  private static final Key<Boolean> RETRYABLE = new Key<>("retryable", Types.TRUTH);
  private static final Key<List<Failure>> CAUSES = new Key<>("causes", Types.list(FAILURE));

  private static final Shape<Failure> SHAPE =
      Shape.<Failure>builder()
          .required(CODE, Failure::code)
          .required(TYPE_NAMES, Failure::typeNames)
          .optional(MESSAGE, failure -> unlessEmpty(failure.message()))
          .optional(TRACE, failure -> unlessEmpty(failure.trace()))
          .optional(RETRYABLE, failure -> failure.retryable() ? null : false)
          .optional(CAUSES, failure -> failure.causes().isEmpty() ? null : failure.causes())
          .build(
              v ->
                  new Failure(
                      v.get(CODE),
                      v.get(TYPE_NAMES),
                      v.orElse(MESSAGE, ""),
                      v.orElse(TRACE, ""),
                      v.orElse(RETRYABLE, true),
                      v.orElse(CAUSES, List.of())));

  private Failures() {}

  private static @Nullable String unlessEmpty(String text) {
    return text.isEmpty() ? null : text;
  }
}
