package io.taskflow.protocol.json;

import java.util.ArrayList;
import java.util.List;

/**
 * What a message says of who sends it.
 *
 * @param kind the message's kind, known or not
 * @param worker who says it; empty if it names none
 * @param topics those that it speaks for: of an announcement, and of lost queues
 */
public record Speaker(String kind, String worker, List<String> topics) {

  private static final Key<String> KIND = new Key<>("kind", Types.TEXT);
  private static final Key<String> WORKER = new Key<>("worker", Types.TEXT);
  private static final Key<String> TOPIC = new Key<>("topic", Types.TEXT);
  private static final Key<List<String>> TOPICS = new Key<>("topics", Types.list(Types.TEXT));
  private static final Key<List<String>> LOST_TOPICS =
      new Key<>(
          "lostTopics",
          Types.list(
              Shape.<String>builder().required(TOPIC, topic -> topic).build(v -> v.get(TOPIC))));

  static final Shape<Speaker> SHAPE =
      Shape.<Speaker>builder()
          .required(KIND, Speaker::kind)
          .optional(WORKER, Speaker::worker)
          .optional(TOPIC, speaker -> null)
          .optional(TOPICS, Speaker::topics)
          .optional(LOST_TOPICS, speaker -> null)
          .build(v -> new Speaker(v.get(KIND), v.orElse(WORKER, ""), topics(v)));

  private static List<String> topics(Values values) {
    List<String> topics = new ArrayList<>(values.orElse(TOPICS, List.of()));
    topics.addAll(values.orElse(LOST_TOPICS, List.of()));
    String lost = values.optional(TOPIC);
    if (lost != null) {
      topics.add(lost);
    }
    return topics;
  }

  /** Copies the topics. */
  public Speaker {
    topics = List.copyOf(topics);
  }
}
