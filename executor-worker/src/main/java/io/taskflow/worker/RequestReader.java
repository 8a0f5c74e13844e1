package io.taskflow.worker;

import io.taskflow.protocol.Message;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.Addressee;
import io.taskflow.protocol.json.MalformedMessageException;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Delivery;
import java.util.Optional;

/** Turns deliveries into requests, or says why they are none. Thread-safe. */
final class RequestReader {

  private final MessageCodec codec;

  RequestReader(MessageCodec codec) {
    this.codec = codec;
  }

  Reading read(Delivery delivery) {
    try {
      Message message = codec.decode(delivery.body());
      return message instanceof TaskRequest request
          ? new Readable(request)
          : new Unreadable(
              "a task request was expected, but this is a " + MessageCodec.kind(message),
              Optional.empty());
    } catch (MalformedMessageException e) {
      return new Unreadable(String.valueOf(e.getMessage()), codec.addressee(delivery.body()));
    }
  }

  /** What a delivery turned out to be. */
  sealed interface Reading {}

  /** A valid request. */
  record Readable(TaskRequest request) implements Reading {}

  /**
   * Something else.
   *
   * @param reason what is wrong with it
   * @param addressee whom to tell; empty if that can't be read
   */
  record Unreadable(String reason, Optional<Addressee> addressee) implements Reading {}
}
