package io.taskflow.engine.runtime;

import io.taskflow.engine.runtime.InboxItem.Delivered;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.json.MalformedMessageException;
import io.taskflow.protocol.transport.Delivery;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a message in an inbox that can't be read. If it still tells which attempt it was
 * about, that attempt fails, for its worker will not answer again; otherwise it is logged and
 * dropped.
 */
final class UnreadableReplies {

  private static final Logger LOG = LoggerFactory.getLogger(UnreadableReplies.class);

  private UnreadableReplies() {}

  static void handle(
      EngineContext context,
      Delivery delivery,
      MalformedMessageException error,
      Consumer<InboxItem> toLoop) {
    context
        .codec()
        .attempt(delivery.body())
        .ifPresentOrElse(
            attempt -> {
              LOG.error("an answer for {} can't be read: {}", attempt, error.getMessage());
              toLoop.accept(
                  new Delivered(
                      delivery,
                      new TaskReply.Failed(
                          attempt,
                          "engine " + context.name(),
                          context.now(),
                          Failure.of(
                              FailureCode.PROTOCOL_VIOLATION,
                              "the worker's answer can't be read: " + error.getMessage()))));
            },
            () -> {
              LOG.error(
                  "dropped a message of {} bytes with type '{}' from an inbox: {}",
                  delivery.body().length,
                  delivery.type(),
                  error.getMessage());
              delivery.ack();
            });
  }
}
