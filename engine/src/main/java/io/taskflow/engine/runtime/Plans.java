package io.taskflow.engine.runtime;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.Flow;
import io.taskflow.flow.json.FlowJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compiled flows by the hash of their definition, and by that with the names of the values that it
 * was checked against: most installations run a few definitions many times. Thread-safe; keeps the
 * most recently used ones.
 */
final class Plans {

  /** How many compiled flows are kept. */
  private static final int CAPACITY = 500;

  private final Journal journal;
  private final Controls controls;
  private final Map<String, FlowPlan> byKey =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, FlowPlan> eldest) {
          return size() > CAPACITY;
        }
      };

  Plans(Journal journal, Controls controls) {
    this.journal = journal;
    this.controls = controls;
  }

  /**
   * A flow in the forms in which it is stored and run.
   *
   * @param definition canonical JSON
   * @param hash of the definition
   */
  record Compiled(FlowPlan plan, String definition, String hash) {}

  /**
   * Compiles a flow that is about to be submitted with values of these names.
   *
   * @throws io.taskflow.engine.plan.InvalidFlowException with all its problems
   */
  Compiled compile(Flow flow, Set<String> stored) {
    String definition = FlowJson.write(flow);
    String hash = FlowJson.hash(flow);
    String checked = hash + stored;
    FlowPlan known = get(checked);
    return new Compiled(
        known != null ? known : put(checked, FlowCompiler.compile(flow, stored, controls)),
        definition,
        hash);
  }

  /** The plan of a flow that was submitted some time, by any engine. */
  FlowPlan stored(String hash) {
    FlowPlan known = get(hash);
    if (known != null) {
      return known;
    }
    String definition =
        journal
            .definition(hash)
            .orElseThrow(
                () ->
                    new JournalException(
                        "the journal has no definition " + hash + " although a flow refers to it",
                        null));
    return put(hash, FlowCompiler.compile(FlowJson.read(definition), null, controls));
  }

  private synchronized @Nullable FlowPlan get(String key) {
    return byKey.get(key);
  }

  private synchronized FlowPlan put(String key, FlowPlan plan) {
    byKey.put(key, plan);
    return plan;
  }
}
