package io.taskflow.protocol.json;

import java.util.List;

/**
 * What a message says of who sends it.
 *
 * @param kind the message's kind, known or not
 * @param worker who says it; empty if it names none
 * @param topics those that it speaks for: of an announcement, or of a lost queue
 */
public record Speaker(String kind, String worker, List<String> topics) {

  private static final Key<String> KIND = new Key<>("kind", Types.TEXT);
  private static final Key<String> WORKER = new Key<>("worker", Types.TEXT);
  private static final Key<String> TOPIC = new Key<>("topic", Types.TEXT);
  private static final Key<List<String>> TOPICS = new Key<>("topics", Types.list(Types.TEXT));

  static final Shape<Speaker> SHAPE =
      Shape.<Speaker>builder()
          .required(KIND, Speaker::kind)
          .optional(WORKER, Speaker::worker)
          .optional(TOPIC, speaker -> null)
          .optional(TOPICS, Speaker::topics)
          .build(
              v -> {
                String topic = v.optional(TOPIC);
                return new Speaker(
                    v.get(KIND),
                    v.orElse(WORKER, ""),
                    v.orElse(TOPICS, topic == null ? List.of() : List.of(topic)));
              });

  /** Copies the topics. */
  public Speaker {
    topics = List.copyOf(topics);
  }
}
