package io.taskflow.controller.socket;

import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frames over a connected socket. Any thread may write, one may read. Closing it ends both; whoever
 * reads or writes then gets an {@link IOException}.
 */
final class FrameStream implements AutoCloseable {

  private static final int PUBLISH = 1;
  private static final int OUTCOME = 2;
  private static final int HEARD = 3;

  /** More than any message may have. */
  private static final int MOST_BYTES = 16 * 1024 * 1024;

  private static final int MOST_HEADERS = 1_000;
  private static final int NONE = -1;

  private final SocketChannel channel;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final ReentrantLock writing = new ReentrantLock();

  FrameStream(SocketChannel channel) {
    this.channel = channel;
    this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
    this.out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
  }

  void write(Frame frame) throws IOException {
    writing.lock();
    try {
      switch (frame) {
        case Frame.Publish publish -> {
          out.writeByte(PUBLISH);
          out.writeLong(publish.number());
          write(publish.message());
        }
        case Frame.Outcome outcome -> {
          out.writeByte(OUTCOME);
          out.writeLong(outcome.number());
          write(outcome.outcome().name());
        }
        case Frame.Heard heard -> {
          out.writeByte(HEARD);
          write(heard.message());
        }
      }
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  /**
   * The next one.
   *
   * @throws EOFException if the other side has closed the socket
   */
  Frame read() throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case PUBLISH -> new Frame.Publish(in.readLong(), message());
      case OUTCOME -> new Frame.Outcome(in.readLong(), outcome(text()));
      case HEARD -> new Frame.Heard(message());
      default -> throw new StreamCorruptedException("there is no frame of kind " + kind);
    };
  }

  private static PublishOutcome outcome(String name) throws IOException {
    try {
      return PublishOutcome.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new StreamCorruptedException("there is no outcome " + name);
    }
  }

  private void write(OutgoingMessage message) throws IOException {
    write(message.exchange());
    write(message.routingKey());
    write(message.body());
    write(message.type());
    write(message.messageId());
    write(message.correlationId());
    write(message.contentType());
    out.writeBoolean(message.persistent());
    out.writeBoolean(message.mandatory());
    out.writeInt(message.priority() == null ? NONE : message.priority());
    out.writeInt(message.headers().size());
    for (Map.Entry<String, String> header : message.headers().entrySet()) {
      write(header.getKey());
      write(header.getValue());
    }
  }

  private OutgoingMessage message() throws IOException {
    String exchange = text();
    String routingKey = text();
    byte[] body = bytes(length());
    String type = text();
    String messageId = text();
    int correlationLength = in.readInt();
    String correlationId =
        correlationLength == NONE
            ? null
            : new String(bytes(correlationLength), StandardCharsets.UTF_8);
    String contentType = text();
    boolean persistent = in.readBoolean();
    boolean mandatory = in.readBoolean();
    int priority = in.readInt();
    int count = in.readInt();
    if (count < 0 || count > MOST_HEADERS) {
      throw new StreamCorruptedException("a message has at most 1,000 headers, not " + count);
    }
    Map<String, String> headers = new HashMap<>();
    for (int i = 0; i < count; i++) {
      headers.put(text(), text());
    }
    return new OutgoingMessage(
        exchange,
        routingKey,
        body,
        type,
        messageId,
        correlationId,
        contentType,
        persistent,
        mandatory,
        priority == NONE ? null : priority,
        headers);
  }

  private void write(@Nullable String text) throws IOException {
    if (text == null) {
      out.writeInt(NONE);
    } else {
      write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void write(byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private String text() throws IOException {
    return new String(bytes(length()), StandardCharsets.UTF_8);
  }

  private int length() throws IOException {
    return in.readInt();
  }

  private byte[] bytes(int length) throws IOException {
    if (length < 0 || length > MOST_BYTES) {
      throw new StreamCorruptedException("a part of a message has at most 16 MiB, not " + length);
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
