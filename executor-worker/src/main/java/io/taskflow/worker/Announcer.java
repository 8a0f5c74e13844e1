package io.taskflow.worker;

import io.taskflow.protocol.ControlMessage;
import io.taskflow.protocol.ControlMessage.LostTopic;
import io.taskflow.protocol.ControlMessage.TaskType;
import io.taskflow.protocol.ControlMessage.TopicLost;
import io.taskflow.protocol.ControlMessage.WorkerAnnouncement;
import io.taskflow.protocol.ControlMessage.WorkerState;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says on the control exchange that this worker is there and what it can do: at an interval, when
 * asked, and when its state changes. Owned by the worker's loop.
 */
final class Announcer {

  private final WorkerSettings settings;
  private final List<TaskType> taskTypes;
  private final Slots slots;
  private final Topology topology;
  private final MessageCodec codec;
  private final InstantSource clock;
  private final ReplyOutlet outlet;
  private final String host = hostName();
  private final Instant startedAt;
  private final Map<String, Instant> lostTopics = new TreeMap<>();
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
    outlet.sendOnce(message(announcement(), false), this::sent);
  }

  /**
   * Tells the engines that what waited in a topic's queue is lost. Nobody else will, so it is said
   * until an engine hears it.
   */
  void topicLost(String topic) {
    outlet.sendUntilConfirmed(message(lost(topic), true), () -> {});
  }

  /**
   * Tells the engines that there was no queue for a topic when this worker came. It may have been
   * deleted while nobody was there to see it; if it is only new, engines find nothing to send
   * again. So it is said until an engine hears it, but no drain waits for that.
   */
  void topicMade(String topic) {
    outlet.sendBesides(message(lost(topic), true));
  }

  /** Engines that don't hear it now learn it from what is announced from now on. */
  private TopicLost lost(String topic) {
    Instant madeAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    lostTopics.put(topic, madeAt);
    return new TopicLost(topic, settings.identity(), madeAt);
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
        lostTopics.entrySet().stream()
            .map(lost -> new LostTopic(lost.getKey(), lost.getValue()))
            .toList());
  }

  private OutgoingMessage message(ControlMessage content, boolean mandatory) {
    return new OutgoingMessage(
        topology.controlExchange(),
        topology.announcementKey(),
        codec.encode(content),
        MessageCodec.kind(content),
        settings.identity() + "/" + ++sequence,
        null,
        MessageCodec.CONTENT_TYPE,
        false,
        mandatory,
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
