package io.taskflow.examples.vmboot.cloud;

import java.io.IOException;

/** The cloud refused a request or failed at it. */
public final class CloudException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int status;

  CloudException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The HTTP status: 4xx if the request can't succeed as it is, 5xx if it may another time. */
  public int status() {
    return status;
  }

  /** Whether the same request may succeed another time. */
  public boolean temporary() {
    return status >= 500;
  }
}
