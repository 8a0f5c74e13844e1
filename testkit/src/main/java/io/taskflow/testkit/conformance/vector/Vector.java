package io.taskflow.testkit.conformance.vector;

import io.taskflow.protocol.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A flow, how it is run, and what is to be seen then.
 *
 * @param id unique name
 * @param category what it is about
 * @param flow what is run
 * @param store the values that the flow is submitted with
 * @param phases its runs, one after another, over the same flow; at least one
 * @param expect the facts, as recorded
 * @param quirks marks of facts that one may want to decide about
 */
public record Vector(
    String id,
    String category,
    VectorFlow flow,
    Map<String, Json> store,
    List<Phase> phases,
    Json expect,
    Set<String> quirks) {

  public Vector {
    store = Map.copyOf(store);
    phases = List.copyOf(phases);
    quirks = Set.copyOf(quirks);
  }

  /**
   * One run.
   *
   * @param deferReverts an option of the engine
   * @param neverResolve an option of the engine
   * @param interrupt what happens during the run; null for nothing
   */
  public record Phase(boolean deferReverts, boolean neverResolve, @Nullable Interrupt interrupt) {}

  /**
   * An interruption of a run.
   *
   * @param kind what happens
   * @param atom where
   * @param occurrence at the how-manyeth time, from 1
   * @param point when
   */
  public record Interrupt(Kind kind, String atom, int occurrence, Point point) {

    /** What happens. */
    public enum Kind {
      /** The engine is asked to rest. */
      SUSPEND,
      /** The engine vanishes. */
      CRASH
    }

    /** When it happens. */
    public sealed interface Point {

      /** When the change to a state is persisted, and nothing that follows from it is done. */
      record AtState(String state) implements Point {}

      /** When execute has ended and nobody knows. */
      record AfterExecute() implements Point {}

      /** When revert has ended and nobody knows. */
      record AfterRevert() implements Point {}
    }
  }

  /** Whether any of its runs is interrupted. */
  public boolean interrupted() {
    return phases.stream().anyMatch(phase -> phase.interrupt() != null);
  }
}
