package io.taskflow.engine.runtime;

import io.taskflow.engine.events.Announcer;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.Moment;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.security.MessageSecurity;
import io.taskflow.protocol.security.RefusedMessages;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of an engine share. Immutable; everything in it is thread-safe.
 *
 * @param name the engine's name
 * @param transport the link to the broker
 * @param security who may answer for which topics
 * @param topology names at the broker
 * @param journal where flows are stored
 * @param codec of messages
 * @param announcer writes notifications
 * @param plans compiled flows
 * @param watch who wants to hear of flows
 * @param metrics what is counted
 * @param drive the time, chance, and what makes it go
 * @param leaseFor how long a partition is owned without renewal
 * @param flowOptions settings of flows without their own
 * @param keepEnded how long flows are kept after their end; null for ever
 * @param workers who is there to run tasks
 * @param depths how queues stand
 * @param bounds what must not grow without limit
 * @param refused takes what must not be believed
 */
record EngineContext(
    String name,
    Transport transport,
    MessageSecurity security,
    Topology topology,
    Journal journal,
    MessageCodec codec,
    Announcer announcer,
    Plans plans,
    FlowWatch watch,
    EngineMetrics metrics,
    Drive drive,
    Duration leaseFor,
    FlowOptions flowOptions,
    @Nullable Duration keepEnded,
    LiveWorkers workers,
    QueueDepths depths,
    Bounds bounds,
    RefusedMessages refused) {

  /** The time now, in the precision that databases keep. */
  Instant now() {
    return drive.instant().truncatedTo(java.time.temporal.ChronoUnit.MICROS);
  }

  /** A moment with a seed of its own. */
  Moment moment() {
    Instant now = now();
    return new Moment(now, drive.newId().value());
  }
}
