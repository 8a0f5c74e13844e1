package io.taskflow.examples.vmboot.cloud;

/**
 * Something that is to go wrong once.
 *
 * @param method of the HTTP request that it hits
 * @param kind of the resource that it hits
 * @param effect what becomes of the request
 */
public record Fault(String method, String kind, Effect effect) {

  /** What becomes of a request that is hit. */
  public enum Effect {
    /** Served as usual. */
    NONE,
    /** Answered with 503, nothing done. */
    REFUSED,
    /** Done, but answered with 500: the caller can't know. */
    ANSWER_LOST,
    /** The resource is made and then never becomes usable. */
    BUILD_FAILS
  }
}
