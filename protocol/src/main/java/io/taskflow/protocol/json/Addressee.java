package io.taskflow.protocol.json;

import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.Names;

/**
 * Whom to answer about a request.
 *
 * @param attempt the attempt that the request is about
 * @param replyTo routing key of the inbox that replies go to
 */
public record Addressee(AttemptRef attempt, String replyTo) {

  public Addressee {
    Names.requireToken("routing key for replies", replyTo, Names.MAX_NAME_LENGTH);
  }
}
