package io.taskflow.protocol.json;

import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.ProtocolVersion;
import io.taskflow.protocol.internal.CompactJson;
import io.taskflow.protocol.internal.JsonProblem;
import io.taskflow.protocol.json.MalformedMessageException.Problem;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Messages to bytes and back: one JSON object in UTF-8 that begins with {@code kind} and {@code
 * protocol}. The reader takes members in any order and ignores those it does not know; it refuses
 * other major versions, wrong types, {@code null}, repeated names and anything after the object.
 * Thread-safe.
 */
public final class MessageCodec {

  /** The media type of encoded messages. */
  public static final String CONTENT_TYPE = "application/json";

  /** Levels of nesting that a message adds around a value or a chain of causes. */
  private static final int ENVELOPE_DEPTH = 40;

  private static final JsonFactory FACTORY = CompactJson.factory(Json.MAX_DEPTH + ENVELOPE_DEPTH);

  private final MessageLimits limits;
  private final @Nullable ValueCipher cipher;

  /** A codec with the default limits. */
  public MessageCodec() {
    this(MessageLimits.defaults());
  }

  /** A codec that neither writes nor reads what is over the limits. */
  public MessageCodec(MessageLimits limits) {
    this(limits, null);
  }

  /**
   * A codec that encrypts and decrypts arguments, results, failures and details.
   *
   * @param cipher null for none
   */
  public MessageCodec(MessageLimits limits, @Nullable ValueCipher cipher) {
    this.limits = limits;
    this.cipher = cipher;
  }

  /** The kind of a message: what its field {@code kind} and its AMQP property {@code type} say. */
  public static String kind(Message message) {
    return Kind.of(message).name();
  }

  /**
   * Writes a message.
   *
   * @throws MessageTooLargeException if the message or a value in it is over a limit
   */
  public byte[] encode(Message message) {
    Kind<?> kind = Kind.of(message);
    try (JsonOut out = new JsonOut(FACTORY, limits, cipher)) {
      out.startObject();
      Envelope.SHAPE.writeMembers(out, new Envelope(kind.name(), ProtocolVersion.CURRENT));
      kind.writeMembers(out, message);
      out.endObject();
      return out.finish();
    }
  }

  /**
   * Reads a message.
   *
   * @param body is not changed and not kept
   * @throws MalformedMessageException if it is not a message that this code understands
   */
  public Message decode(byte[] body) {
    if (body.length > limits.maxMessageBytes()) {
      throw new MalformedMessageException(
          Problem.TOO_LARGE,
          "the message has "
              + body.length
              + " bytes, at most "
              + limits.maxMessageBytes()
              + " are allowed");
    }
    try (JsonIn in = new JsonIn(FACTORY, limits, cipher, body)) {
      in.begin();
      Kind<?> kind = Envelope.SHAPE.readPrefix(in).knownKind();
      // Whoever writes the envelope first, as is usual, is read in one go.
      return in.skipped() ? message(kind, body) : rest(kind, in);
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /**
   * The attempt that a message is about even if {@link #decode} refuses the message, as long as the
   * attempt's four fields can be read: so that whoever waits for it can be told.
   */
  public Optional<AttemptRef> attempt(byte[] body) {
    try {
      return Optional.of(prefix(Attempts.ALONE, body));
    } catch (JacksonException | MalformedMessageException e) {
      return Optional.empty();
    }
  }

  /**
   * What a message says of who sends it, even if {@link #decode} refuses the message for another
   * reason; empty if that can't be read.
   */
  public Optional<Speaker> speaker(byte[] body) {
    try (JsonIn in = new JsonIn(FACTORY, limits, cipher, body)) {
      in.begin();
      return Optional.of(Speaker.SHAPE.read(in));
    } catch (JacksonException | MalformedMessageException e) {
      return Optional.empty();
    }
  }

  /**
   * The attempt that a request is about and where its replies go, even if {@link #decode} refuses
   * the request, as long as these five fields can be read in as much of it as a message may have.
   */
  public Optional<Addressee> addressee(byte[] body) {
    byte[] beginning =
        body.length <= limits.maxMessageBytes()
            ? body
            : Arrays.copyOf(body, limits.maxMessageBytes());
    try {
      return Optional.of(prefix(Requests.ADDRESSEE, beginning));
    } catch (JacksonException | MalformedMessageException e) {
      return Optional.empty();
    }
  }

  /** Fields that usually come first; what follows them is not looked at. */
  private <T> T prefix(Shape<T> shape, byte[] body) {
    try (JsonIn in = new JsonIn(FACTORY, limits, cipher, body)) {
      in.begin();
      return shape.readPrefix(in);
    }
  }

  private Message message(Kind<?> kind, byte[] body) {
    try (JsonIn in = new JsonIn(FACTORY, limits, cipher, body)) {
      in.begin();
      in.expectObject();
      return rest(kind, in);
    }
  }

  private static Message rest(Kind<?> kind, JsonIn in) {
    try {
      Message message = kind.shape().readRest(in);
      in.end();
      return message;
    } catch (MalformedMessageException e) {
      throw new MalformedMessageException(e.problem(), kind.name() + " " + e.getMessage());
    }
  }

  private static MalformedMessageException malformed(JacksonException e) {
    return new MalformedMessageException(
        e instanceof StreamConstraintsException ? Problem.TOO_LARGE : Problem.NOT_JSON,
        "the message can't be read: " + JsonProblem.describe(e));
  }
}
