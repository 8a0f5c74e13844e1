package io.taskflow.engine.listen;

import io.taskflow.engine.listen.StatusChange.OfChild;
import io.taskflow.engine.listen.StatusChange.OfFanOut;
import io.taskflow.engine.listen.StatusChange.OfFlow;
import io.taskflow.engine.listen.StatusChange.OfRetry;
import io.taskflow.engine.listen.StatusChange.OfTask;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.report.FailureFormatter;
import io.taskflow.engine.report.ReportOptions;
import io.taskflow.protocol.Failure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs every change: what goes wrong as WARN, with a report of the failure, and everything else as
 * DEBUG. Going wrong are FAILURE, REVERTED, RETRYING and REVERT_FAILURE. Results are not logged,
 * and secrets are masked in reports. Thread-safe.
 */
public final class LoggingListener implements FlowListener {

  private final Logger log;
  private final FailureFormatter formatter;

  /** Logs under the name of this class, with reports of the usual size. */
  public LoggingListener() {
    this(LoggerFactory.getLogger(LoggingListener.class), ReportOptions.DEFAULTS);
  }

  /** Logs to a logger, with reports as the options say. */
  public LoggingListener(Logger log, ReportOptions options) {
    this.log = log;
    this.formatter = new FailureFormatter(options);
  }

  @Override
  public void flowChanged(OfFlow change) {
    boolean wrong = change.to() == FlowStatus.FAILURE || change.to() == FlowStatus.REVERTED;
    Level level = wrong ? Level.WARN : Level.DEBUG;
    log.atLevel(level)
        .log(
            "flow '{}' ({}): {} -> {}, {}",
            change.flowName(),
            change.flowId(),
            change.from(),
            change.to(),
            change.reason());
  }

  @Override
  public void taskChanged(OfTask change) {
    atom(change, "task", change.task().name(), change.from(), change.to(), change.failure());
  }

  @Override
  public void childChanged(OfChild change) {
    atom(change, "child flow", change.child().name(), change.from(), change.to(), change.failure());
  }

  @Override
  public void retryChanged(OfRetry change) {
    atom(change, "retry", change.retry().name(), change.from(), change.to(), change.failure());
  }

  @Override
  public void fanOutChanged(OfFanOut change) {
    atom(change, "fan-out", change.fanOut().name(), change.from(), change.to(), change.failure());
  }

  private void atom(
      StatusChange change,
      String kind,
      String name,
      AtomStatus from,
      AtomStatus to,
      @Nullable Failure failure) {
    Level level = level(to);
    if (log.isEnabledForLevel(level)) {
      log.atLevel(level)
          .log(
              "{} '{}' of flow '{}' ({}): {} -> {}{}",
              kind,
              name,
              change.flowName(),
              change.flowId(),
              from,
              to,
              failure == null ? "" : "\n" + report(change.flow(), name));
    }
  }

  private String report(FlowSnapshot flow, String atom) {
    return formatter.format(flow.plan(), flow.state(), atom).stripTrailing();
  }

  private static Level level(AtomStatus to) {
    return switch (to) {
      case FAILURE, REVERTED, RETRYING, REVERT_FAILURE -> Level.WARN;
      case PENDING, RUNNING, SUCCESS, REVERTING, IGNORE -> Level.DEBUG;
    };
  }
}
