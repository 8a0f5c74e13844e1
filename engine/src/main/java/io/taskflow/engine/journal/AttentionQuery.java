package io.taskflow.engine.journal;

import io.taskflow.protocol.FlowId;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Which flows to list that a person should look at, those first that have waited longest.
 *
 * @param after only flows that come after this place in the list, to get the next page; null for
 *     the first page
 * @param limit at most so many flows, 1 to 1,000
 */
public record AttentionQuery(@Nullable Place after, int limit) {

  /** Largest page. */
  public static final int MAX_LIMIT = 1_000;

  /** A place in the list, which a flow need not have any more. */
  public record Place(Instant since, FlowId flow) implements Comparable<Place> {

    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::since).thenComparing(Place::flow);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Checks the limit.
   *
   * @throws IllegalArgumentException if it is out of its bounds
   */
  public AttentionQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "limit must be from 1 to " + MAX_LIMIT + ", but is " + limit);
    }
  }

  /** The flows that have waited longest. */
  public static AttentionQuery oldest(int limit) {
    return new AttentionQuery(null, limit);
  }

  /** The page that follows a place. */
  public AttentionQuery after(Place place) {
    return new AttentionQuery(place, limit);
  }
}
