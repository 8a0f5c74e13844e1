package io.taskflow.engine.machine;

import io.taskflow.protocol.AttemptRef;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a flow has to do with other flows.
 *
 * @param parent the attempt of its parent that waits for its end; null if it is no child
 * @param held whether it rests, or is about to, because its parent does
 * @param flows hashes of the definitions of the flows that it and its children may begin, by name
 */
public record Family(@Nullable AttemptRef parent, boolean held, Map<String, String> flows) {

  /** Neither a parent nor children. */
  public static final Family NONE = new Family(null, false, Map.of());

  public Family {
    flows = Collections.unmodifiableSortedMap(new TreeMap<>(flows));
  }

  /** One that does not rest for its parent. */
  public Family(@Nullable AttemptRef parent, Map<String, String> flows) {
    this(parent, false, flows);
  }

  /** The same, resting for its parent or not. */
  Family held(boolean now) {
    return now == held ? this : new Family(parent, now, flows);
  }

  /** The same, with another attempt that waits. */
  Family awaitedBy(AttemptRef attempt) {
    return new Family(attempt, held, flows);
  }
}
