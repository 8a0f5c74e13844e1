package io.taskflow.examples.release.store;

import java.io.IOException;

/** The store refuses what is asked of it; doing the same again cannot help. */
public final class StoreException extends IOException {

  private static final long serialVersionUID = 1L;

  StoreException(String message) {
    super(message);
  }
}
