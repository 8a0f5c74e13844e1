package io.taskflow.engine.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.Snapshot;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Json;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes and reads snapshots: the members of {@link Snapshot} and of what it contains. As with
 * entries, members may be added and none renamed; if that is not enough, the version is raised, and
 * all lower ones are still read. Thread-safe.
 */
public final class SnapshotCodec {

  /** The version that is written. */
  public static final int VERSION = 1;

  private static final JsonMapper MAPPER =
      StoredJson.mapper()
          // Of an atom, what has its default is not written.
          .withConfigOverride(
              Snapshot.Atom.class,
              atom ->
                  atom.setInclude(
                      JsonInclude.Value.construct(
                          JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.ALWAYS)))
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private SnapshotCodec() {}

  /**
   * The text of a snapshot.
   *
   * @param limit how many characters it may have
   * @return null if it would have more; it is not written to its end then
   */
  public static @Nullable String write(Snapshot snapshot, int limit) {
    Limited text = new Limited(limit);
    try {
      MAPPER.writeValue(text, snapshot);
    } catch (TooLongException e) {
      return null;
    }
    // As in entries: no database would store the half of a surrogate pair.
    return new Json(text.toString()).text();
  }

  /** Whether this release can read it. */
  public static boolean knows(SnapshotRow row) {
    return row.version() <= VERSION;
  }

  /**
   * Reads a snapshot of a version that it {@link #knows}.
   *
   * @param compiled the plan of the flow's definition
   * @throws JournalException if it is damaged, or belongs to another definition
   */
  public static FlowState read(SnapshotRow row, FlowPlan compiled) {
    try {
      return MAPPER.readValue(row.state(), Snapshot.class).state(compiled);
    } catch (RuntimeException e) { // it may lack anything
      throw new JournalException(
          "the snapshot of flow "
              + row.flow()
              + " after entry "
              + row.seq()
              + " can't be read ("
              + e.getClass().getSimpleName()
              + "): it is damaged",
          e);
    }
  }

  private static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLongException(int limit) {
      super("more than " + limit + " characters");
    }
  }

  private static final class Limited extends StringWriter {
    private final int limit;

    Limited(int limit) {
      this.limit = limit;
    }

    @Override
    public void write(char[] text, int from, int length) {
      require(length);
      super.write(text, from, length);
    }

    @Override
    public void write(String text, int from, int length) {
      require(length);
      super.write(text, from, length);
    }

    private void require(int more) {
      if (getBuffer().length() + more > limit) {
        throw new TooLongException(limit);
      }
    }
  }
}
