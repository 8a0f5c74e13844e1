package io.taskflow.benchmarks.raw;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A request or a reply: which step of which flow it is, how long its answer is to be, and filler up
 * to the length that the engine's message would have.
 *
 * @param flow its number in the batch
 * @param step its number in the flow, from 0
 * @param answerLength length of the reply; of no meaning in one
 */
record RawMessage(int flow, int step, int answerLength) {

  private static final int HEADER = 3 * Integer.BYTES;
  private static final int PERSISTENT = 2;

  /** As long as the engine's: a content type, a kind, a token and a flow's id. */
  static final BasicProperties PROPERTIES =
      new BasicProperties.Builder()
          .contentType("application/vnd.taskflow.v1+json")
          .type("task-request")
          .messageId("0123456789012345678901")
          .correlationId("01234567890123456789012345678901")
          .deliveryMode(PERSISTENT)
          .build();

  static RawMessage read(byte[] body) {
    ByteBuffer in = ByteBuffer.wrap(body);
    return new RawMessage(in.getInt(), in.getInt(), in.getInt());
  }

  /** Its bytes, of the filler's length or a little more. */
  byte[] write(byte[] filler) {
    byte[] body = Arrays.copyOf(filler, Math.max(HEADER, filler.length));
    ByteBuffer.wrap(body).putInt(flow).putInt(step).putInt(answerLength);
    return body;
  }

  /** What a row holds of a reply. */
  static String entry(byte[] body) {
    return new String(body, HEADER, body.length - HEADER, StandardCharsets.ISO_8859_1);
  }
}
