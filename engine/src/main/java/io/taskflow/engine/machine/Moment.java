package io.taskflow.engine.machine;

import java.time.Instant;

/**
 * What the pure core can't make itself: the time, and a seed from which it derives tokens.
 *
 * @param at now
 * @param seed random text of {@code [A-Za-z0-9_-]}, at most 32 characters, never used twice
 */
public record Moment(Instant at, String seed) {}
