package io.taskflow.protocol.json;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import java.util.function.Function;

/** The fields that tell which attempt a message is about; they stand flat in the message. */
final class Attempts {

  static final Key<FlowId> FLOW = new Key<>("flow", Types.text(FlowId::new, FlowId::value));

  static final Key<String> TASK = new Key<>("task", Types.TEXT);
  private static final Key<Action> ACTION = new Key<>("action", Types.constant(Action.class));
  private static final Key<AttemptToken> TOKEN = new Key<>("token", new TokenType());

  /** The attempt alone, out of any message that has one. */
  static final Shape<AttemptRef> ALONE =
      Attempts.<AttemptRef>shape(Function.identity()).build(Attempts::read);

  private Attempts() {}

  /** A shape that begins with an attempt. */
  static <T> Shape.Builder<T> shape(Function<T, AttemptRef> attempt) {
    return Shape.<T>builder()
        .required(FLOW, attempt.andThen(AttemptRef::flow))
        .required(TASK, attempt.andThen(AttemptRef::task))
        .required(ACTION, attempt.andThen(AttemptRef::action))
        .required(TOKEN, attempt.andThen(AttemptRef::token));
  }

  static AttemptRef read(Values v) {
    return new AttemptRef(v.get(FLOW), v.get(TASK), v.get(ACTION), v.get(TOKEN));
  }

  /** Tells reader and writer of the token, which encrypted values are bound to. */
  private static final class TokenType implements Type<AttemptToken> {

    private static final Type<AttemptToken> TEXT =
        Types.text(AttemptToken::new, AttemptToken::value);

    @Override
    public void write(JsonOut out, AttemptToken value) {
      out.token(value.value());
      TEXT.write(out, value);
    }

    @Override
    public AttemptToken read(JsonIn in) {
      AttemptToken token = TEXT.read(in);
      in.token(token.value());
      return token;
    }
  }
}
