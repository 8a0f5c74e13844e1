package io.taskflow.worker;

import io.taskflow.protocol.transport.OutgoingMessage;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The answers given last, by attempt token, so that a request which is delivered again is answered
 * again instead of run again. Bounded in number and bytes; the oldest go first. Owned by the
 * worker's loop.
 */
final class RecentReplies {

  private final int maxReplies;
  private final long maxBytes;
  private final Map<String, OutgoingMessage> byToken = new LinkedHashMap<>();
  private long bytes;

  RecentReplies(int maxReplies, long maxBytes) {
    this.maxReplies = maxReplies;
    this.maxBytes = maxBytes;
  }

  Optional<OutgoingMessage> find(String token) {
    return Optional.ofNullable(byToken.get(token));
  }

  void add(String token, OutgoingMessage reply) {
    OutgoingMessage replaced = byToken.put(token, reply);
    bytes += reply.body().length - (replaced == null ? 0 : replaced.body().length);
    Iterator<OutgoingMessage> oldest = byToken.values().iterator();
    while (byToken.size() > maxReplies || (bytes > maxBytes && !byToken.isEmpty())) {
      bytes -= oldest.next().body().length;
      oldest.remove();
    }
  }
}
