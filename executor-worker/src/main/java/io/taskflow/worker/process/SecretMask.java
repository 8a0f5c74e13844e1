package io.taskflow.worker.process;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import io.taskflow.worker.RunningSecrets;

/** Masks the secrets of running attempts in a line of the log, whoever has written it. */
public final class SecretMask extends CompositeConverter<ILoggingEvent> {

  /** Made by logback, for the word {@code secretless} in a pattern. */
  public SecretMask() {}

  @Override
  protected String transform(ILoggingEvent event, String text) {
    return RunningSecrets.mask(text);
  }
}
