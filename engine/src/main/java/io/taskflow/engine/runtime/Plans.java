package io.taskflow.engine.runtime;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.plan.ChildFlows;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.Flow;
import io.taskflow.flow.json.FlowJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
  private final Map<String, Flow> registered;
  private final RecentFlows recent = new RecentFlows();
  private final Map<String, FlowPlan> byKey =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, FlowPlan> eldest) {
          return size() > CAPACITY;
        }
      };

  /**
   * Compiled flows of a journal.
   *
   * @param registered the flows that child flows may name
   */
  Plans(Journal journal, Controls controls, Map<String, Flow> registered) {
    this.journal = journal;
    this.controls = controls;
    this.registered = Map.copyOf(registered);
  }

  /**
   * A flow in the forms in which it is stored and run.
   *
   * @param hash of the definition
   * @param flows hashes of the definitions of the flows that it and its children may begin, by name
   * @param definitions those definitions and its own, by hash
   */
  record Compiled(
      FlowPlan plan, String hash, Map<String, String> flows, Map<String, String> definitions) {
    Compiled {
      flows = Map.copyOf(flows);
      definitions = Map.copyOf(definitions);
    }
  }

  /**
   * Compiles a flow that is about to be submitted with values of these names.
   *
   * @throws io.taskflow.engine.plan.InvalidFlowException with all its problems
   */
  Compiled compile(Flow flow, Set<String> stored) {
    Compiled known = recent.find(flow, stored);
    return known != null ? known : recent.remember(flow, stored, compiled(flow, stored));
  }

  private Compiled compiled(Flow flow, Set<String> stored) {
    String definition = FlowJson.write(flow);
    String hash = FlowJson.hash(definition);
    String checked = hash + stored;
    FlowPlan known = get(checked);
    FlowPlan plan =
        known != null
            ? known
            : put(checked, FlowCompiler.compile(flow, stored, controls, registered));
    Map<String, String> flows = new TreeMap<>();
    Map<String, String> definitions = new TreeMap<>(Map.of(hash, definition));
    if (!registered.isEmpty()) {
      ChildFlows.reachable(flow, registered)
          .forEach(
              (name, child) -> {
                String text = FlowJson.write(child);
                flows.put(name, FlowJson.hash(text));
                definitions.put(FlowJson.hash(text), text);
              });
    }
    return new Compiled(plan, hash, flows, definitions);
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
