package io.taskflow.engine.machine;

import java.time.Instant;

/**
 * What the pure core can't make itself: the time, a seed from which it derives tokens, and how much
 * may be asked of workers.
 *
 * @param at now
 * @param seed random text of {@code [A-Za-z0-9_-]}, at most 32 characters, never used twice
 * @param room what does not find room is held back: it rests until a timer of it is handed in
 */
public record Moment(Instant at, String seed, Room room) {

  /** A moment at which any number of requests may be sent. */
  public Moment(Instant at, String seed) {
    this(at, seed, Room.UNLIMITED);
  }
}
