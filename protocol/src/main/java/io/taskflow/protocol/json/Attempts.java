package io.taskflow.protocol.json;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import java.util.function.Function;

/** The fields that tell which attempt a message is about; they stand flat in the message. */
final class Attempts {

  static final Key<FlowId> FLOW = new Key<>("flow", new Subject<>(FlowId::new, FlowId::value));

  static final Key<String> TASK = new Key<>("task", Types.TEXT);
  private static final Key<Action> ACTION = new Key<>("action", Types.constant(Action.class));
  private static final Key<AttemptToken> TOKEN =
      new Key<>("token", new Subject<>(AttemptToken::new, AttemptToken::value));

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

  /**
   * Tells reader and writer what the message is about, which encrypted values are bound to: its
   * attempt, or its flow if it is about no attempt.
   */
  private record Subject<V>(Function<String, V> toValue, Function<V, String> toText)
      implements Type<V> {

    @Override
    public void write(JsonOut out, V value) {
      out.subject(toText.apply(value));
      text().write(out, value);
    }

    @Override
    public V read(JsonIn in) {
      V value = text().read(in);
      in.subject(toText.apply(value));
      return value;
    }

    private Type<V> text() {
      return Types.text(toValue, toText);
    }
  }
}
