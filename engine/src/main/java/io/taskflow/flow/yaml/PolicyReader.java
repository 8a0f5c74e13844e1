package io.taskflow.flow.yaml;

import io.taskflow.flow.AttemptPolicy;
import io.taskflow.flow.Rules;
import io.taskflow.flow.yaml.YamlNode.Members;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads how often an action is attempted: a number, or a mapping. */
final class PolicyReader {

  private static final AttemptPolicy USUAL = AttemptPolicy.attempts(1);

  private PolicyReader() {}

  static @Nullable AttemptPolicy read(Reading reading, YamlNode node) {
    if (!(node instanceof Members members)) {
      Integer most = most(reading, node);
      return most == null ? null : AttemptPolicy.attempts(most);
    }
    Mapping mapping = Mapping.of(members, Shape.ATTEMPTS, reading.findings());
    Values values = reading.values();
    int most = mapping.get(Word.MOST, Integer.valueOf(1), n -> most(reading, n));
    Duration first =
        mapping.get(Word.FIRST_DELAY, USUAL.firstDelay(), n -> delay(values, "first delay", n));
    double factor =
        mapping.get(
            Word.FACTOR,
            Double.valueOf(USUAL.factor()),
            n -> values.number(n, by -> checkFactor(by)));
    Duration longest =
        mapping.get(Word.MAX_DELAY, USUAL.maxDelay(), n -> delay(values, "longest delay", n));
    double jitter =
        mapping.get(
            Word.JITTER, Double.valueOf(USUAL.jitter()), n -> values.number(n, USUAL::jitter));
    List<String> retryOn =
        mapping.get(
            Word.RETRY_ON,
            List.<String>of(),
            n -> values.names(n, "failure that is attempted again"));
    List<String> notOn =
        mapping.get(
            Word.NOT_ON,
            List.<String>of(),
            n -> values.names(n, "failure that is not attempted again"));
    return reading.made(
        node.at(), () -> new AttemptPolicy(most, first, factor, longest, jitter, retryOn, notOn));
  }

  private static @Nullable Integer most(Reading reading, YamlNode node) {
    return reading.values().integer(node, AttemptPolicy::attempts);
  }

  private static void checkFactor(double factor) {
    USUAL.backoff(USUAL.firstDelay(), factor, USUAL.maxDelay());
  }

  private static @Nullable Duration delay(Values values, String what, YamlNode node) {
    return values.duration(node, wait -> Rules.requireDelay(what, wait));
  }
}
