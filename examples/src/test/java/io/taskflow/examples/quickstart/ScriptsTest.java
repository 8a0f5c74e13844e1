package io.taskflow.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.testkit.broker.RabbitSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a new user types: the quickstart and the commands of the documents, in a copy of the
 * sources. Whichever test comes first builds that copy, as the first command of a user does.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ScriptsTest {

  private static final Path PROJECT = Path.of(System.getProperty("taskflow.project.root", ".."));

  /** Some dozens of files. */
  private static final String SMALL = "engine/src/main/java/io/taskflow/flow";

  @TempDir private static Path everything;
  private static Path clone;
  private Path temporary;

  @BeforeAll
  static void cloneTheProject() throws Exception {
    clone = Files.createDirectories(everything.resolve("a clone"));
    FreshClone.of(PROJECT.toRealPath(), clone);
    assertThat(clone.resolve("examples/target")).doesNotExist();
  }

  @BeforeEach
  void makeRoom() throws IOException {
    temporary = Files.createTempDirectory(everything, "tmp");
  }

  @Test
  void theQuickstartPublishesADirectoryAlthoughAWorkerIsKilledAndStopsAllThatItStarted()
      throws Exception {
    RabbitSource.detect(); // says what to install, if there is no broker

    ScriptRun run = run("deploy/quickstart.sh", SMALL);

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertShown(run);
    MatchResult workers = found("two processes, (\\d+) and (\\d+)", run.output());
    MatchResult killed =
        found("lost +worker-2 \\(process (\\d+)\\) was killed with SIGKILL", run.output());
    assertThat(killed.group(1)).isEqualTo(workers.group(2));
    assertThat(run.seenWith("io.taskflow.worker.process.Main")).as("workers seen").isEqualTo(2);
    assertNothingIsLeft(run);
  }

  @Test
  void theQuickstartDoesTheSameWithoutABroker() throws Exception {
    ScriptRun run = run("deploy/quickstart.sh", "--local", SMALL);

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertShown(run);
    assertThat(run.output())
        .contains("two in this process, over the in-memory transport")
        .containsPattern("lost +worker-2 was stopped at once")
        .doesNotContain("RabbitMQ at");
    assertThat(run.seenWith("io.taskflow.worker.process.Main")).isZero();
    assertNothingIsLeft(run);
  }

  @Test
  void theQuickstartStopsAllThatItStartedWhenItIsTerminatedInTheMiddle() throws Exception {
    ScriptRun run =
        ScriptRun.of(
            everything,
            temporary,
            clone,
            List.of("deploy/quickstart.sh", "--no-chaos", SMALL),
            "Publish the directory as a release");

    assertThat(run.exitCode()).as(run.output()).isEqualTo(143);
    assertThat(run.output()).doesNotContain("Summary");
    assertThat(run.seenWith("io.taskflow.worker.process.Main")).as("workers seen").isEqualTo(2);
    assertNothingIsLeft(run);
  }

  @Test
  void theQuickstartSaysWhatIsWrongWithItsArguments() throws Exception {
    ScriptRun nowhere = run("deploy/quickstart.sh", "no such directory");
    assertThat(nowhere.exitCode()).isEqualTo(1);
    assertThat(nowhere.output()).contains("there is no directory 'no such directory'");

    ScriptRun unknown = run("deploy/quickstart.sh", "--fast");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.output()).contains("unknown option '--fast'");
  }

  @Test
  void theCommandsOfTheExamplesDocumentDoWhatItSays() throws Exception {
    String commands =
        Pattern.compile("(?ms)^```bash\n(.*?)^```")
            .matcher(Files.readString(clone.resolve("docs/examples.md")))
            .results()
            .map(block -> block.group(1))
            .collect(Collectors.joining());

    ScriptRun run = run("bash", "-euc", commands);

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .containsSubsequence(
            "Published 'first'.",
            "OK: directory and release 'first' are identical",
            "Not published: the flow ended REVERTED.",
            "OK: the store is empty",
            "The flow ended SUCCESS.",
            "The flow ended REVERTED.",
            "Upgrade to 2.0 begins, as controller 1 defines it",
            "Upgrade to 2.0 ended SUCCESS",
            "Upgrade to 3.0 begins, as controller 2 defines it",
            "Upgrade to 3.0 ended SUCCESS",
            "version 3.0, in service");
  }

  private ScriptRun run(String... command) throws Exception {
    return ScriptRun.of(everything, temporary, clone, List.of(command), null);
  }

  private static void assertShown(ScriptRun run) throws IOException {
    long files;
    try (Stream<Path> paths = Files.walk(clone.resolve(SMALL))) {
      files = paths.filter(Files::isRegularFile).count();
    }
    assertThat(run.output())
        .containsPattern("files +%d, with".formatted(files))
        .containsPattern("tasks +%d in the release".formatted(3 * files + 3))
        .containsPattern(
            "release +SUCCESS in [0-9.]+ s: directory, store and index are identical: %d files"
                .formatted(files))
        .containsPattern(
            "failure +REVERTED in [0-9.]+ s: the store is empty: no object, row or pointer is left");
  }

  private void assertNothingIsLeft(ScriptRun run) throws IOException {
    assertThat(run.seen()).as("processes of the script that were seen").isNotEmpty();
    // Not at once: who has ended may have to be waited for by the system's first process.
    await("the end of all processes of the script")
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              assertThat(ScriptRun.belongingTo(everything)).isEmpty();
              assertThat(run.seen().keySet()).filteredOn(ProcessHandle::isAlive).isEmpty();
            });
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).as("temporary files").isEmpty();
    }
  }

  private static MatchResult found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as("'%s' in: %s", pattern, text).isTrue();
    return matcher.toMatchResult();
  }
}
