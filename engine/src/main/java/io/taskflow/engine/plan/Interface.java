package io.taskflow.engine.plan;

import io.taskflow.flow.AtomSpec;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a task or flow looks like to the graph flow that contains it.
 *
 * @param requires symbols that it needs and that nothing inside provides in time
 * @param provides symbols that anything inside provides
 */
record Interface(Set<String> requires, Set<String> provides) {

  static Interface empty() {
    return new Interface(new LinkedHashSet<>(), new HashSet<>());
  }

  static Interface of(AtomSpec atom) {
    return new Interface(Inputs.of(atom).symbols(atom), new HashSet<>(atom.provides().symbols()));
  }

  /** This one followed by another, which sees what this one provides. The sets are used up. */
  Interface then(Interface next) {
    for (String symbol : next.requires) {
      if (!provides.contains(symbol)) {
        requires.add(symbol);
      }
    }
    return new Interface(requires, union(provides, next.provides));
  }

  /** This one beside another: neither sees what the other provides. The sets are used up. */
  Interface beside(Interface other) {
    requires.addAll(other.requires);
    return new Interface(requires, union(provides, other.provides));
  }

  /** Adds the smaller to the larger set, so that deep nesting does not cost a copy a level. */
  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> larger = a.size() >= b.size() ? a : b;
    larger.addAll(larger == a ? b : a);
    return larger;
  }
}
