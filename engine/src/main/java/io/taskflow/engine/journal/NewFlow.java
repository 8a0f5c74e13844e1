package io.taskflow.engine.journal;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A flow to be stored for the first time.
 *
 * @param row what lists show of it
 * @param definitions its definition, and those of the flows that it may begin, as canonical JSON by
 *     their hashes, each of which is stored once; those that are known to be there may be left out
 * @param first its first entry, with seq 1
 */
public record NewFlow(FlowRow row, Map<String, String> definitions, JournalEntry first) {

  public NewFlow {
    definitions = Map.copyOf(definitions);
  }

  /** The hashes of definitions of other flows that it may begin, in order. */
  public SortedSet<String> needed() {
    SortedSet<String> needed = new TreeSet<>(definitions.keySet());
    needed.remove(row.definition());
    return needed;
  }

  /** A flow that may begin no others. */
  public NewFlow(FlowRow row, String definition, JournalEntry first) {
    this(row, Map.of(row.definition(), definition), first);
  }
}
