package io.taskflow.examples.quickstart;

import io.taskflow.examples.release.ReleasePlan;
import io.taskflow.examples.release.ReleaseSettings;
import io.taskflow.examples.release.source.SourceFile;
import io.taskflow.examples.release.source.SourceTree;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two acts of a quickstart and its summary. Not thread-safe. */
final class Show {

  /** The second act is left out if the first one took longer than this. */
  private static final Duration PATIENCE = Duration.ofSeconds(35);

  private static final int SHOWN_PROBLEMS = 10;

  private final PrintStream out;
  private final Stage stage;
  private final SourceTree source;
  private final List<String> excludes;
  private final Path work;
  private final long beganNanos = System.nanoTime();

  Show(PrintStream out, Stage stage, SourceTree source, List<String> excludes, Path work) {
    this.out = out;
    this.stage = stage;
    this.source = source;
    this.excludes = excludes;
    this.work = work;
  }

  /**
   * Plays it.
   *
   * @param chaos whether a worker is lost halfway
   * @return whether everything went as it should
   */
  boolean run(boolean chaos) throws Exception {
    ReleasePlan plan = plan("first", null);
    out.printf(
        "%n1  Publish the directory as a release: %,d tasks%s%n%n",
        plan.taskCount(), chaos ? "; one of the two workers is lost halfway" : "");
    Act first = stage.publish(plan, store("first"), chaos);
    conclude(first);

    Act second = second();
    summarise(plan, first, second);
    return first.good() && (second == null || second.good());
  }

  private @Nullable Act second() throws Exception {
    if (source.files().isEmpty() || elapsed().compareTo(PATIENCE) > 0) {
      return null;
    }
    SourceFile unlucky = source.files().get(source.files().size() * 3 / 4);
    out.printf(
        "%n2  The same into an empty store, with an injected failure at %s%n%n", unlucky.path());
    Act second = stage.fail(plan("second", unlucky.path()), store("second"));
    conclude(second);
    return second;
  }

  private ReleasePlan plan(String name, @Nullable String failAt) throws IOException {
    return ReleasePlan.of(
        source, ReleaseSettings.of(name, store(name)).withExcludes(excludes).withFailAt(failAt));
  }

  private Path store(String name) {
    return work.resolve("store-" + name);
  }

  private void conclude(Act act) {
    out.printf(
        "%n   %s  %s in %.1f s; check: %s%n",
        act.good() ? "OK" : "NOT OK", act.status(), act.seconds(), act.verdict());
    act.problems().stream().limit(SHOWN_PROBLEMS).forEach(p -> out.println("     " + p));
    out.flush();
  }

  private void summarise(ReleasePlan plan, Act first, @Nullable Act second) throws IOException {
    Runs runs = Runs.read(Quickstart.runLog(work));
    out.printf("%nSummary%n");
    line("files", "%,d, with %,d bytes".formatted(source.files().size(), source.sizeBytes()));
    line("tasks", "%,d in the release".formatted(plan.taskCount()));
    line("release", "%s in %.1f s: %s".formatted(first.status(), first.seconds(), first.verdict()));
    if (!first.lost().isEmpty()) {
      line("lost", first.lost());
    }
    if (runs.all() > 0) {
      line("ran twice", "%,d of %,d executes and reverts".formatted(runs.repeated(), runs.all()));
    }
    line(
        "failure",
        second == null
            ? "left out: " + (source.files().isEmpty() ? "no file" : "the release took long enough")
            : "%s in %.1f s: %s".formatted(second.status(), second.seconds(), second.verdict()));
    line("time", "%.1f s".formatted(elapsed().toMillis() / 1000.0));
    out.flush();
  }

  private void line(String what, String text) {
    out.printf("  %-10s %s%n", what, text);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - beganNanos);
  }
}
