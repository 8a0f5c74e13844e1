package io.taskflow.examples.quickstart;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.examples.progress.FlowTracker;
import io.taskflow.examples.progress.LiveProgress;
import io.taskflow.examples.progress.Progress;
import io.taskflow.examples.progress.ProgressView;
import io.taskflow.examples.release.CheckReport;
import io.taskflow.examples.release.ReleaseCheck;
import io.taskflow.examples.release.ReleasePlan;
import io.taskflow.examples.release.ReleaseProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Plays releases: submits, shows, loses a worker if asked to, and checks. Not thread-safe. */
final class Stage {

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Engine engine;
  private final Crew crew;
  private final Supplier<ProgressView> view;

  Stage(Engine engine, Crew crew, Supplier<ProgressView> view) {
    this.engine = engine;
    this.crew = crew;
    this.view = view;
  }

  /** Plays a release that is to succeed. */
  Act publish(ReleasePlan plan, Path store, boolean chaos) throws Exception {
    Played played = play(plan, chaos);
    if (played.result().status() != FlowStatus.SUCCESS) {
      return played.act(false, "not published", explanation(played.result()));
    }
    CheckReport report = ReleaseCheck.identical(plan.source().directory(), store);
    String verdict =
        report.identical()
            ? "directory, store and index are identical: %,d files, %,d bytes"
                .formatted(report.files(), report.bytes())
            : "directory and store DIFFER";
    return played.act(report.identical(), verdict, report.problems());
  }

  /** Plays a release that is to fail and be reverted, in a store of its own. */
  Act fail(ReleasePlan plan, Path store) throws Exception {
    Played played = play(plan, false);
    if (played.result().status() != FlowStatus.REVERTED) {
      return played.act(false, "not reverted", explanation(played.result()));
    }
    List<String> leftovers = ReleaseCheck.leftovers(store);
    return leftovers.isEmpty()
        ? played.act(true, "the store is empty: no object, row or pointer is left", leftovers)
        : played.act(false, "something is LEFT in the store", leftovers);
  }

  private record Played(FlowResult result, double seconds, String lost) {
    Act act(boolean good, String verdict, List<String> problems) {
      return new Act(result.status(), seconds, good, verdict, problems, lost);
    }
  }

  @SuppressWarnings("try") // what is shown is open, not used
  private Played play(ReleasePlan plan, boolean chaos) throws IOException, InterruptedException {
    String title = "release '" + plan.values().get("release") + "'";
    long beganNanos = System.nanoTime();
    FlowHandle flow = engine.submit(plan.flow(), plan.values());
    try (ReleaseProgress progress = ReleaseProgress.follow(flow, plan, title);
        LiveProgress shown = LiveProgress.show(progress.tracker(), view.get())) {
      String lost = "";
      while (true) {
        try {
          FlowResult result = flow.join(LOOK_EVERY);
          progress.end();
          return new Played(result, (System.nanoTime() - beganNanos) / 1e9, lost);
        } catch (TimeoutException e) {
          if (chaos && lost.isEmpty() && halfway(progress.tracker())) {
            lost = crew.loseOne();
            progress.tracker().note(lost);
          }
          if (System.nanoTime() - beganNanos > LIMIT.toNanos()) {
            throw new IOException(title + " has not ended within " + LIMIT.toMinutes() + " min", e);
          }
        }
      }
    }
  }

  private static boolean halfway(FlowTracker tracker) {
    Progress progress = tracker.progress();
    return 2 * progress.done() >= progress.total();
  }

  private static List<String> explanation(FlowResult result) {
    return result.failures().entrySet().stream()
        .map(failure -> failure.getKey() + ": " + failure.getValue().message())
        .toList();
  }
}
