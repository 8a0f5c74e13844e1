package io.taskflow.protocol.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import io.taskflow.protocol.security.TlsProblem;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads what the broker said out of the client library's exceptions. Pure. */
final class BrokerErrors {

  private BrokerErrors() {}

  /** The broker's reason for closing the channel behind this error; null if it didn't. */
  static AMQP.Channel.@Nullable Close channelClose(Throwable error) {
    ShutdownSignalException signal = signal(error);
    return signal != null
            && !signal.isInitiatedByApplication()
            && signal.getReason() instanceof AMQP.Channel.Close close
        ? close
        : null;
  }

  /** Why the connection or channel ended, in a few words. */
  static String text(Throwable error) {
    return TlsProblem.explain(error, "the broker").orElseGet(() -> otherText(error));
  }

  private static String otherText(Throwable error) {
    ShutdownSignalException signal = signal(error);
    if (signal == null && error instanceof TimeoutException) {
      return "the broker has not answered in time";
    }
    if (signal == null) {
      return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }
    Method reason = signal.getReason();
    if (reason instanceof AMQP.Channel.Close close) {
      return close.getReplyText() + " (" + close.getReplyCode() + ")" + advice(close);
    }
    if (reason instanceof AMQP.Connection.Close close) {
      return close.getReplyText() + " (" + close.getReplyCode() + ")";
    }
    Throwable cause = signal.getCause();
    return cause == null ? "the connection was lost" : "the connection was lost: " + text(cause);
  }

  private static String advice(AMQP.Channel.Close close) {
    return close.getReplyCode() == AMQP.ACCESS_REFUSED
        ? "; give the user this permission: docs/security.md lists what each one needs"
        : "";
  }

  private static @Nullable ShutdownSignalException signal(@Nullable Throwable error) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof ShutdownSignalException signal) {
        return signal;
      }
    }
    return null;
  }
}
