package io.taskflow.protocol.transport;

/** Something was to be published by a publisher that is closed; it was not. */
public final class PublisherClosedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** Says which. */
  public PublisherClosedException(String publisher) {
    super("publisher " + publisher + " is closed");
  }
}
