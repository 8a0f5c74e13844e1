package io.taskflow.engine.runtime;

import io.taskflow.protocol.ControlMessage.WorkerAnnouncement;
import java.time.Instant;

/**
 * A worker that has announced itself.
 *
 * @param announcement what it said last
 * @param seenAt when that arrived, by this engine's clock
 */
public record WorkerInfo(WorkerAnnouncement announcement, Instant seenAt) {}
