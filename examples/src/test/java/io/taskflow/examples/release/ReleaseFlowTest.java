package io.taskflow.examples.release;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.examples.host.EngineHost;
import io.taskflow.examples.release.source.SourceTree;
import io.taskflow.examples.release.store.FileDigest;
import io.taskflow.examples.release.store.FileKind;
import io.taskflow.examples.release.tasks.ReleaseTasks;
import io.taskflow.flow.Flow;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole releases, with engine and workers in this JVM. */
class ReleaseFlowTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path temp;
  private Path source;
  private Path store;
  private EngineHost host;

  @BeforeEach
  void start() throws IOException {
    source = Files.createDirectories(temp.resolve("source"));
    store = temp.resolve("store");
    ReleaseTasks tasks = new ReleaseTasks();
    host =
        EngineHost.local(temp.resolve("journal.db"))
            .withWorker("worker-1", ReleaseTasks.TOPIC, 4, tasks)
            .withWorker("worker-2", ReleaseTasks.TOPIC, 4, tasks);
  }

  @AfterEach
  void stop() {
    host.close();
  }

  @Test
  void publishesFilesOfEveryKind() throws Exception {
    write("readme.txt", "hello");
    write("copy of readme.txt", "hello");
    write("deep/er/readme.txt", "hello");
    write("empty", "");
    write("also empty", "");
    write("ünï/日本語/\"quoted\"\nnew line 🎈.txt", "unicode");
    writeNoise("large.bin", 20_000_000);
    Files.createSymbolicLink(source.resolve("link"), Path.of("deep/er"));
    Files.createSymbolicLink(source.resolve("dangling"), Path.of("../nöwhere"));

    FlowResult result = run(plan("first"));

    assertThat(result.status()).as("%s", result.failures()).isEqualTo(FlowStatus.SUCCESS);
    CheckReport report = ReleaseCheck.identical(source, store);
    assertThat(report.problems()).isEmpty();
    assertThat(report.files()).isEqualTo(9);
    assertThat(report.bytes()).isGreaterThan(20_000_000);
  }

  @Test
  void publishesAnEmptyDirectory() throws Exception {
    assertThat(run(plan("nothing")).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(ReleaseCheck.identical(source, store).problems()).isEmpty();
  }

  @Test
  void publishesManySmallFilesInFewTasks() throws Exception {
    for (int i = 0; i < 1_500; i++) {
      write("d" + i % 7 + "/f" + i, "content " + i % 1_000);
    }
    ReleasePlan plan = plan("many");
    assertThat(plan.batches()).hasSize(750);

    assertThat(run(plan).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(ReleaseCheck.identical(source, store).problems()).isEmpty();
  }

  @Test
  void leavesNothingWhenAFileIsTooLong() throws Exception {
    writeSomeFiles();
    write("long", "x".repeat(101));

    FlowResult result = run(plan(settings("first").withLimits(100, Long.MAX_VALUE)));

    assertReverted(result, "long has 101 bytes; files of a release may have at most 100");
    assertThat(ReleaseCheck.leftovers(store)).isEmpty();
  }

  @Test
  void leavesNothingWhenTheStoreIsFull() throws Exception {
    writeSomeFiles();
    writeNoise("noise", 10_000);

    FlowResult result = run(plan(settings("first").withLimits(Long.MAX_VALUE, 9_000)));

    assertReverted(result, "the store is full");
    assertThat(ReleaseCheck.leftovers(store)).isEmpty();
  }

  @Test
  void leavesNothingWhenAFileCannotBeRead() throws Exception {
    writeSomeFiles();
    write("vanishing", "soon gone");
    ReleasePlan plan = plan("first");
    Files.delete(source.resolve("vanishing"));

    assertReverted(run(plan), "vanishing is not there");
    assertThat(ReleaseCheck.leftovers(store)).isEmpty();
  }

  @Test
  void leavesNothingWhenAFileChangesMeanwhile() throws Exception {
    write("file", "now");
    String before = "0".repeat(64);
    Map<String, Object> values = plan("first").values();
    Flow flow =
        linear(
                "release",
                task("open", ReleaseTasks.OPEN)
                    .topic(ReleaseTasks.TOPIC)
                    .requires("release", "store", "source", "excludes", "fileCount"),
                task("store", ReleaseTasks.STORE_FILES)
                    .topic(ReleaseTasks.TOPIC)
                    .requires("release", "store", "source", "digests", "storeLimitBytes")
                    .inject("digests", List.of(new FileDigest("file", FileKind.FILE, 3, before))))
            .build();

    assertReverted(
        host.engine().submit(flow, values).join(LIMIT), "was changed while it was being released");
    assertThat(ReleaseCheck.leftovers(store)).isEmpty();
  }

  @Test
  void leavesNothingAfterAFailureWithTheWorkDone() throws Exception {
    writeSomeFiles();

    assertReverted(run(plan(settings("first").withFailAt("d3/f3"))), "told to fail at d3/f3");
    assertThat(ReleaseCheck.leftovers(store)).isEmpty();
  }

  @Test
  void leavesTheEarlierReleaseWholeWhenTheNextOneFails() throws Exception {
    writeSomeFiles();
    assertThat(run(plan("first")).status()).isEqualTo(FlowStatus.SUCCESS);
    write("d1/f1", "content 2"); // equal to d2/f2, which the first release needs, too
    write("new", "only in the second");

    assertReverted(run(plan(settings("second").withFailAt("new"))), "told to fail");

    Files.delete(source.resolve("new"));
    write("d1/f1", "content 1");
    CheckReport report = ReleaseCheck.identical(source, store);
    assertThat(report.release()).isEqualTo("first");
    assertThat(report.problems()).isEmpty();
  }

  @Test
  void takesAPublishedReleaseBackOnRequest() throws Exception {
    writeSomeFiles();
    run(plan("first"));
    write("d1/f1", "changed");
    FlowHandle second = submit(plan("second"));
    assertThat(second.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(ReleaseCheck.identical(source, store).release()).isEqualTo("second");

    second.revert("test");

    assertThat(second.join(LIMIT).status()).isEqualTo(FlowStatus.REVERTED);
    write("d1/f1", "content 1");
    CheckReport report = ReleaseCheck.identical(source, store);
    assertThat(report.release()).isEqualTo("first");
    assertThat(report.problems()).isEmpty();
  }

  @Test
  void refusesANameThatIsTakenAndLeavesItsReleaseAlone() throws Exception {
    writeSomeFiles();
    run(plan("first"));

    assertReverted(run(plan("first")), "choose another name");
    assertThat(ReleaseCheck.identical(source, store).problems()).isEmpty();
  }

  @Test
  void worksInAStoreThatWasRemovedInBetween() throws Exception {
    write("file", "text");
    run(plan("first"));
    try (var paths = Files.walk(store)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }

    assertThat(run(plan("first")).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(ReleaseCheck.identical(source, store).problems()).isEmpty();
  }

  private FlowResult run(ReleasePlan plan) throws Exception {
    return submit(plan).join(LIMIT);
  }

  private FlowHandle submit(ReleasePlan plan) {
    return host.engine().submit(plan.flow(), plan.values());
  }

  private ReleasePlan plan(String name) throws IOException {
    return plan(settings(name));
  }

  private ReleasePlan plan(ReleaseSettings settings) throws IOException {
    return ReleasePlan.of(SourceTree.scan(source, Set.of()), settings);
  }

  private ReleaseSettings settings(String name) {
    return ReleaseSettings.of(name, store);
  }

  private static void assertReverted(FlowResult result, String because) {
    assertThat(result.revertFailures()).isEmpty();
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(result.failures().values())
        .anySatisfy(failure -> assertThat(failure.message()).contains(because));
  }

  private void writeSomeFiles() throws IOException {
    for (int i = 0; i < 10; i++) {
      write("d" + i + "/f" + i, "content " + i);
      write("twin-" + i, "content " + i);
    }
  }

  private void write(String path, String content) throws IOException {
    Path file = source.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content, StandardCharsets.UTF_8);
  }

  private void writeNoise(String path, int length) throws IOException {
    byte[] noise = new byte[length];
    new Random(7).nextBytes(noise);
    try (OutputStream file = Files.newOutputStream(source.resolve(path))) {
      file.write(noise);
    }
  }
}
