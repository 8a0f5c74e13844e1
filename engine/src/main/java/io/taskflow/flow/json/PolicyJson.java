package io.taskflow.flow.json;

import io.taskflow.flow.AttemptPolicy;
import java.time.Duration;
import java.util.List;

/** How often an action is attempted. What is as in {@link AttemptPolicy#attempts} is left out. */
final class PolicyJson {

  private final JsonCursor in;
  private int most = 1;
  private Duration firstDelay = usual(1).firstDelay();
  private double factor = usual(1).factor();
  private Duration maxDelay = usual(1).maxDelay();
  private double jitter = usual(1).jitter();
  private List<String> retryOn = List.of();
  private List<String> notOn = List.of();

  private PolicyJson(JsonCursor in) {
    this.in = in;
  }

  private static AttemptPolicy usual(int most) {
    return AttemptPolicy.attempts(most);
  }

  /** Writes a policy, unless it is that of a task that says nothing. */
  static void write(Members out, String field, AttemptPolicy policy) {
    if (policy.equals(AttemptPolicy.ONCE)) {
      return;
    }
    AttemptPolicy usual = usual(policy.attempts());
    out.object(
        field,
        () -> {
          out.number(Field.MOST, policy.attempts());
          if (!policy.firstDelay().equals(usual.firstDelay())) {
            out.text(Field.FIRST_DELAY, policy.firstDelay().toString());
          }
          if (policy.factor() != usual.factor()) {
            out.number(Field.FACTOR, policy.factor());
          }
          if (!policy.maxDelay().equals(usual.maxDelay())) {
            out.text(Field.MAX_DELAY, policy.maxDelay().toString());
          }
          if (policy.jitter() != usual.jitter()) {
            out.number(Field.JITTER, policy.jitter());
          }
          out.unlessEmpty(Field.RETRY_ON, policy.retryOn());
          out.unlessEmpty(Field.NOT_ON, policy.notOn());
        });
  }

  /** Reads a policy at which the cursor stands. */
  static AttemptPolicy read(JsonCursor in) {
    PolicyJson draft = new PolicyJson(in);
    in.object(draft::member);
    return in.checked(
        () ->
            new AttemptPolicy(
                draft.most,
                draft.firstDelay,
                draft.factor,
                draft.maxDelay,
                draft.jitter,
                draft.retryOn,
                draft.notOn));
  }

  private void member(String name) {
    switch (name) {
      case Field.MOST -> most = in.integer();
      case Field.FIRST_DELAY -> firstDelay = in.duration();
      case Field.FACTOR -> factor = in.number();
      case Field.MAX_DELAY -> maxDelay = in.duration();
      case Field.JITTER -> jitter = in.number();
      case Field.RETRY_ON -> retryOn = in.strings();
      case Field.NOT_ON -> notOn = in.strings();
      default ->
          throw in.unknown(
              name,
              "a policy has 'most', 'firstDelay', 'factor', 'maxDelay', 'jitter', 'retryOn' and"
                  + " 'notOn'");
    }
  }
}
