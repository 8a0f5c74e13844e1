package io.taskflow.testkit.broker;

/**
 * A private broker could not be started, stopped or managed. The message holds what was run, what
 * it printed, and where the broker's logs are.
 */
public final class BrokerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BrokerException(String message) {
    super(message);
  }

  BrokerException(String message, Throwable cause) {
    super(message, cause);
  }
}
