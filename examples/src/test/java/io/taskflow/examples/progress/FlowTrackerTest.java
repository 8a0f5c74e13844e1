package io.taskflow.examples.progress;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.examples.host.EngineHost;
import io.taskflow.worker.TaskDefinition;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people are shown of a flow, by a flow that really runs. */
class FlowTrackerTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path temp;
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);
  private EngineHost host;
  private FlowTracker tracker;

  @BeforeEach
  void start() {
    host =
        EngineHost.local(temp.resolve("journal.db"))
            .withWorker(
                "worker",
                "default",
                1,
                () ->
                    List.of(
                        TaskDefinition.shared("pass", context -> "passed"),
                        TaskDefinition.shared("wait", context -> await())));
    LinkedHashMap<String, Integer> stages = new LinkedHashMap<>();
    stages.put("pass", 1);
    stages.put("wait", 1);
    tracker = new FlowTracker("a flow", stages, task -> "the task " + task);
  }

  private String await() throws InterruptedException {
    reached.countDown();
    gate.await();
    throw new IllegalStateException("no luck");
  }

  @AfterEach
  void stop() {
    gate.countDown();
    host.close();
  }

  @Test
  void showsWhatHappenedBeforeItWasListenedTo() throws Exception {
    FlowHandle flow = submit();
    reached.await();

    tracker.begin(flow.inspect());

    assertThat(tracker.progress().status()).isEqualTo("RUNNING");
    assertThat(tracker.progress().done()).isEqualTo(1);
  }

  @Test
  void countsAndTellsHowAFlowFailsAndIsReverted() throws Exception {
    FlowHandle flow = submit();
    try (FlowHandle.Subscription heard = flow.onChange(tracker)) {
      assertThat(heard).isNotNull();
      tracker.begin(flow.inspect());
      gate.countDown();
      assertThat(flow.join(LIMIT).status()).isEqualTo(FlowStatus.REVERTED);
      tracker.end(flow.inspect());
    }

    Progress progress = tracker.progress();
    assertThat(progress.total()).isEqualTo(2);
    assertThat(progress.done()).isZero();
    assertThat(progress.status()).isEqualTo("REVERTED");
    assertThat(progress.news()).contains("failed: the task wait/1: no luck");
    assertThat(bars(progress)).contains("a flow  REVERTED").contains("pass").contains("reverted");
  }

  @Test
  void drawsTheSameLinesAnewInATerminal() {
    ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    BarsView view = new BarsView(new PrintStream(drawn, true, StandardCharsets.UTF_8), 80);
    view.show(tracker.progress());
    tracker.note("a line break\n\033[2J and a command for the terminal");
    view.show(tracker.progress());

    String text = drawn.toString(StandardCharsets.UTF_8);
    assertThat(text).contains("\033[3F").doesNotContain("\033[2J");
    assertThat(text.chars().filter(c -> c == '\n').count())
        .isEqualTo(7); // three lines, then the same and the news
  }

  private FlowHandle submit() {
    return host.engine()
        .submit(linear("flow", task("pass/1", "pass"), task("wait/1", "wait")).build(), Map.of());
  }

  private static String bars(Progress progress) {
    ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    new BarsView(new PrintStream(drawn, true, StandardCharsets.UTF_8), 80).finish(progress);
    return drawn.toString(StandardCharsets.UTF_8);
  }
}
