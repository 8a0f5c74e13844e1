package io.taskflow.flow;

import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The retry of a flow: an atom that runs before everything else in the flow, and decides what
 * happens when something in it fails. {@link Retries} makes them.
 *
 * @param name unique within the whole flow, 1 to {@value FlowItem#MAX_NAME_LENGTH} characters
 * @param rule how it decides
 * @param requires arguments that the rule must have, besides those that it always has
 * @param provides under which names the value of each attempt is visible to others
 * @param rebind argument to the symbol it is looked up by, where these differ
 */
public record RetrySpec(
    String name,
    RetryRule rule,
    List<String> requires,
    Provides provides,
    Map<String, String> rebind)
    implements AtomSpec {

  public RetrySpec {
    Rules.requireName("retry name", name);
    Rules.requireNames("required argument", requires);
    Rules.requireNames("rebound argument", rebind.keySet());
    Rules.requireNames("symbol of a rebound argument", rebind.values());
    requires = withOwn(rule, requires);
    rebind = Collections.unmodifiableSortedMap(new TreeMap<>(rebind));
  }

  private static List<String> withOwn(RetryRule rule, List<String> requires) {
    if (rule instanceof RetryRule.ParameterizedForEach
        && !requires.contains(RetryRule.ParameterizedForEach.VALUES)) {
      List<String> all = new ArrayList<>(requires);
      all.add(RetryRule.ParameterizedForEach.VALUES);
      return List.copyOf(all);
    }
    return List.copyOf(requires);
  }

  /** The name of the retry of a flow if none is given. */
  public static String defaultName(String flow) {
    return flow + "_retry";
  }

  /** Retries have no injected values. */
  @Override
  public Map<String, Json> inject() {
    return Map.of();
  }
}
