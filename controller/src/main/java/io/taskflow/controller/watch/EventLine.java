package io.taskflow.controller.watch;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.protocol.Action;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event of a flow in words. Pure.
 *
 * @param at when
 * @param subject the task, or empty for the flow itself
 * @param what a status in capitals if it changed, else some words
 * @param detail more; empty if there is none
 */
public record EventLine(Instant at, String subject, String what, String detail) {

  /** What happened. */
  public static EventLine of(FlowEvent event) {
    EventLine status = status(event);
    return status != null ? status : other(event);
  }

  /** Whether the status of a task changed. */
  public boolean isStatusOfTask() {
    return !subject.isEmpty() && what.equals(what.toUpperCase(Locale.ROOT));
  }

  private static EventLine line(FlowEvent event, String subject, String what, String detail) {
    return new EventLine(event.at(), subject, what, detail.strip());
  }

  /** Null if no status changes by it. */
  private static @Nullable EventLine status(FlowEvent event) {
    return switch (event) {
      case FlowEvent.FlowSubmitted e -> line(e, "", "PENDING", "submitted as '" + e.name() + "'");
      case FlowEvent.FlowStatusChanged e -> line(e, "", e.to().name(), e.reason());
      case FlowEvent.AttemptOpened e when e.number() <= 1 ->
          line(
              e,
              e.task(),
              e.action() == Action.EXECUTE ? "RUNNING" : "REVERTING",
              e.number() == 0 ? "to be sent later" : "");
      case FlowEvent.TaskSucceeded e -> line(e, e.task(), "SUCCESS", "");
      case FlowEvent.TaskFailed e -> line(e, e.task(), "FAILURE", e.failure().message());
      case FlowEvent.TaskReverted e -> line(e, e.task(), "REVERTED", "");
      case FlowEvent.TaskRevertFailed e ->
          line(e, e.task(), "REVERT_FAILURE", e.failure().message());
      case FlowEvent.RetryStatusChanged e -> line(e, e.retry(), e.to().name(), "");
      case FlowEvent.RetryExecuted e -> line(e, e.retry(), "SUCCESS", "tries " + e.value().text());
      case FlowEvent.RetryFailed e -> line(e, e.retry(), "FAILURE", e.failure().message());
      case FlowEvent.RetryReverted e -> line(e, e.retry(), "REVERTED", "");
      case FlowEvent.RetryRevertFailed e ->
          line(e, e.retry(), "REVERT_FAILURE", e.failure().message());
      case FlowEvent.FanOutExpanded e ->
          line(e, e.fanOut(), "SUCCESS", "of %d values".formatted(e.values().size()));
      case FlowEvent.AtomsIgnored e -> line(e, String.join(", ", e.atoms()), "IGNORE", e.reason());
      case FlowEvent.AtomsReset e -> line(e, String.join(", ", e.atoms()), "PENDING", "again");
      default -> null;
    };
  }

  private static EventLine other(FlowEvent event) {
    return switch (event) {
      case FlowEvent.AttemptOpened e -> line(e, e.task(), "attempt " + e.number(), "");
      case FlowEvent.AttemptStarted e -> line(e, e.task(), "begun", "by " + e.worker());
      case FlowEvent.AttemptProgressed e ->
          line(e, e.task(), "progress", "%.0f %%".formatted(100 * e.progress()));
      case FlowEvent.AttemptFailed e ->
          line(
              e,
              e.task(),
              "attempt failed",
              "%s; the next one at %s".formatted(e.failure().message(), time(e.redispatchAt())));
      case FlowEvent.AttemptDeferred e ->
          line(
              e,
              e.task(),
              "deferred",
              "%s; until %s".formatted(e.reason(), time(e.redispatchAt())));
      case FlowEvent.AttemptParked e -> line(e, e.task(), "parked", e.reason());
      case FlowEvent.AttemptLost e -> line(e, e.task(), "attempt lost", e.reason());
      case FlowEvent.AttemptInDoubt e -> line(e, e.task(), "attempt in doubt", e.reason());
      case FlowEvent.AttemptHeldBack e -> line(e, e.task(), "held back", "for want of room");
      case FlowEvent.AttemptWithdrawn e -> line(e, e.task(), "withdrawn", "");
      case FlowEvent.AttemptLeased e ->
          line(
              e, e.task(), "leased", "by %s until %s".formatted(e.worker(), time(e.leasedUntil())));
      case FlowEvent.RevertDecided e ->
          line(e, e.after() == null ? "" : e.after(), "to be reverted", e.reason());
      case FlowEvent.RetryDecided e -> line(e, e.retry(), "to try again", e.reason());
      case FlowEvent.FailureRecorded e -> line(e, e.retry(), "failure noted", "of " + e.of());
      case FlowEvent.ChildCancelled e ->
          line(e, e.task(), "child cancelled", e.failure().message());
      case FlowEvent.ChildAsked e -> line(e, e.task(), "child asked again", "");
      case FlowEvent.ParentWaits e -> line(e, "", "parent waits", e.parent().toString());
      case FlowEvent.ParentHolds e -> line(e, "", "parent rests", "");
      case FlowEvent.FlowOptionsChanged e -> line(e, "", "settings", e.options().toString());
      default -> byPerson(event);
    };
  }

  private static EventLine byPerson(FlowEvent event) {
    return switch (event) {
      case FlowEvent.TaskRetried e -> line(e, e.task(), "retried", who(e.by(), e.why()));
      case FlowEvent.TaskResolved e -> line(e, e.task(), "resolved", who(e.by(), e.why()));
      case FlowEvent.TaskSkipped e -> line(e, e.task(), "skipped", who(e.by(), e.why()));
      case FlowEvent.TaskDismissed e -> line(e, e.task(), "dismissed", who(e.by(), e.why()));
      default -> line(event, "", event.getClass().getSimpleName(), "");
    };
  }

  private static Instant time(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS);
  }

  private static String who(String by, String why) {
    return why.isEmpty() ? "by " + by : "by %s: %s".formatted(by, why);
  }
}
