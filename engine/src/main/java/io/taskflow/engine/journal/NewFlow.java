package io.taskflow.engine.journal;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A flow to be stored for the first time.
 *
 * @param row what lists show of it
 * @param definitions its definition, and those of the flows that it may begin, as canonical JSON by
 *     their hashes, each of which is stored once; those that are known to be there may be left out
 * @param needed the hashes of definitions of other flows that it may begin, in order: they are kept
 *     as long as it is there
 * @param first its first entry, with seq 1
 */
public record NewFlow(
    FlowRow row, Map<String, String> definitions, SortedSet<String> needed, JournalEntry first) {

  public NewFlow {
    definitions = Map.copyOf(definitions);
    needed = Collections.unmodifiableSortedSet(new TreeSet<>(needed));
  }

  /** A flow that needs all definitions that are stored with it. */
  public NewFlow(FlowRow row, Map<String, String> definitions, JournalEntry first) {
    this(row, definitions, others(row, definitions), first);
  }

  /** A flow that may begin no others. */
  public NewFlow(FlowRow row, String definition, JournalEntry first) {
    this(row, Map.of(row.definition(), definition), first);
  }

  private static SortedSet<String> others(FlowRow row, Map<String, String> definitions) {
    SortedSet<String> others = new TreeSet<>(definitions.keySet());
    others.remove(row.definition());
    return others;
  }

  /** The same, needing definitions that are there, as those of its parent are. */
  public NewFlow needing(Set<String> hashes) {
    return new NewFlow(row, definitions, new TreeSet<>(hashes), first);
  }

  /** The same with another row. */
  public NewFlow withRow(FlowRow now) {
    return new NewFlow(now, definitions, needed, first);
  }
}
