package io.taskflow.engine.events;

import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.json.ValueCipher;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber is told: something happened to a flow or one of its tasks.
 *
 * @param flow the flow
 * @param flowName its name
 * @param sequence counts the notifications of the flow from 1, without gaps; with the flow it is
 *     the identity of the notification
 * @param type the CloudEvents type, for instance {@code io.taskflow.task.status-changed.v1}
 * @param time when it happened
 * @param task the task; null if it is about the flow as a whole
 * @param state the new status as on the wire, such as {@code revert-failure}; null for progress
 * @param data everything that it says, as JSON
 */
public record Notification(
    FlowId flow,
    String flowName,
    long sequence,
    String type,
    Instant time,
    @Nullable String task,
    @Nullable String state,
    Json data) {

  /**
   * The same with its failure and details in the clear, if they are encrypted.
   *
   * @param keys those of the engines
   * @throws IllegalArgumentException if they can't be decrypted
   */
  public Notification decrypted(ValueCipher keys) {
    Map<String, @Nullable Object> open = new LinkedHashMap<>();
    if (data.toObject() instanceof Map<?, ?> members) {
      members.forEach((name, value) -> open.put((String) name, value));
    }
    EncryptedData.decrypt(open, keys, flow + "/" + sequence);
    return new Notification(flow, flowName, sequence, type, time, task, state, Json.of(open));
  }
}
