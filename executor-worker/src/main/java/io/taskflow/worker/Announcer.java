package io.taskflow.worker;

import io.taskflow.protocol.ControlMessage;
import io.taskflow.protocol.ControlMessage.TaskType;
import io.taskflow.protocol.ControlMessage.WorkerAnnouncement;
import io.taskflow.protocol.ControlMessage.WorkerState;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Says on the control exchange that this worker is there and what it can do: at an interval, when
 * asked, and when its state changes. Owned by the worker's loop.
 */
final class Announcer {

  /** For workers that are told to take no leases for ever. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private final WorkerSettings settings;
  private final List<TaskType> taskTypes;
  private final Slots slots;
  private final Topology topology;
  private final MessageCodec codec;
  private final InstantSource clock;
  private final ReplyOutlet outlet;
  private final String host = hostName();
  private final Instant startedAt;
  private WorkerState state = WorkerState.RUNNING;
  private long sequence;
  private boolean unconfirmed;
  private boolean again;
  private Runnable whenSent = () -> {};

  Announcer(
      WorkerSettings settings,
      TaskRegistry registry,
      Slots slots,
      Topology topology,
      MessageCodec codec,
      InstantSource clock,
      ReplyOutlet outlet) {
    this.settings = settings;
    this.taskTypes =
        registry.definitions().stream()
            .map(definition -> new TaskType(definition.type(), definition.version().toString()))
            .toList();
    this.slots = slots;
    this.topology = topology;
    this.codec = codec;
    this.clock = clock;
    this.outlet = outlet;
    this.startedAt = clock.instant();
  }

  void announce(WorkerState newState) {
    state = newState;
    announce();
  }

  /** Announces, or does so when the announcement before has reached the broker. */
  void announce() {
    if (unconfirmed) {
      again = true;
      return;
    }
    unconfirmed = true;
    outlet.sendOnce(message(announcement()), this::sent);
  }

  /** Runs the action as soon as the broker has the latest announcement. */
  void whenSent(Runnable action) {
    whenSent = action;
    if (!unconfirmed) {
      action.run();
    }
  }

  private void sent() {
    unconfirmed = false;
    if (again) {
      again = false;
      announce();
    } else {
      whenSent.run();
    }
  }

  private WorkerAnnouncement announcement() {
    return new WorkerAnnouncement(
        settings.identity(),
        host,
        settings.topics(),
        taskTypes,
        slots.capacity(),
        slots.used(),
        state,
        startedAt,
        clock.instant(),
        settings.timing().announceEvery().toMillis(),
        unheardMillis(settings.timing()),
        List.of());
  }

  /** Until it takes a lease, and as long as one lasts without being renewed. */
  private static long unheardMillis(WorkerSettings.Timing timing) {
    Duration unheard = timing.leaseAfter().plus(timing.lease());
    return (unheard.compareTo(LONGEST) < 0 ? unheard : LONGEST).toMillis();
  }

  private OutgoingMessage message(ControlMessage content) {
    return new OutgoingMessage(
        topology.controlExchange(),
        topology.announcementKey(),
        codec.encode(content),
        MessageCodec.kind(content),
        settings.identity() + "/" + ++sequence,
        null,
        MessageCodec.CONTENT_TYPE,
        false,
        false,
        null,
        Map.of());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
