package io.taskflow.testkit.chaos;

/** A campaign can't go on, or something in it did not do what it always has to do. */
public final class CampaignException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CampaignException(String message) {
    super(message);
  }
}
