package io.taskflow.examples.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.examples.host.JavaProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that a person types: what they say, and the exit codes that scripts rely on. */
class ReleaseCommandTest {

  private record Said(int exitCode, String text) {}

  @TempDir private Path temp;
  private Path source;
  private Path store;

  @BeforeEach
  void writeFiles() throws IOException {
    source = Files.createDirectories(temp.resolve("source"));
    store = temp.resolve("store");
    for (int i = 0; i < 30; i++) {
      Files.writeString(source.resolve("file-" + i), "content " + i);
    }
  }

  @Test
  void publishesChecksAndLists() {
    Said published = publish("one");
    assertThat(published.exitCode()).as(published.text()).isZero();
    assertThat(published.text()).contains("30 files").contains("Published 'one'.");

    Said check = run("check", source.toString(), "--store", store.toString());
    assertThat(check.exitCode()).isZero();
    assertThat(check.text()).contains("OK: directory and release 'one' are identical: 30 files");

    Said list = run("list", "--store", store.toString());
    assertThat(list.exitCode()).isZero();
    assertThat(list.text()).contains("* one").contains("30 files");
  }

  @Test
  void saysWhichFilesDiffer() throws IOException {
    publish("one");
    Files.writeString(source.resolve("file-3"), "Content 3");
    Files.writeString(source.resolve("more"), "more");
    Files.delete(source.resolve("file-4"));

    Said check = run("check", source.toString(), "--store", store.toString());

    assertThat(check.exitCode()).isEqualTo(ReleaseExample.NOT_DONE);
    assertThat(check.text())
        .contains("NOT OK, 3 problems:")
        .contains("file-3:")
        .contains("more: is in the directory, but not in the release")
        .contains("file-4: is in the release, but not in the directory");
  }

  @Test
  void endsWithOneAndLeavesNothingWhenAFileFails() {
    Said published = publish("one", "--fail-at", "file-20");

    assertThat(published.exitCode()).isEqualTo(ReleaseExample.NOT_DONE);
    assertThat(published.text())
        .contains("Not published: the flow ended REVERTED.")
        .contains("told to fail at file-20");
    assertThat(run("check", "--expect-empty", "--store", store.toString()).exitCode()).isZero();
  }

  /** Not our own limit: the system refuses to write on, as it does on a disk that is full. */
  @Test
  void leavesNothingWhenTheSystemRefusesAWriteHalfway() throws Exception {
    byte[] noise = new byte[6_000_000];
    new Random(7).nextBytes(noise);
    Files.write(source.resolve("noise"), noise);
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", "ulimit -f 5000; exec \"$@\"", "-"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ReleaseExample.class.getName());
    command.addAll(publishing("one"));
    Path said = temp.resolve("said");

    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8"); // the system's own words are looked for
    Process process = builder.start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(Files.readString(said)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(process.exitValue()).as(Files.readString(said)).isEqualTo(ReleaseExample.NOT_DONE);
    assertThat(Files.readString(said)).contains("ended REVERTED").contains("File too large");
    assertThat(run("check", "--expect-empty", "--store", store.toString()).exitCode()).isZero();
  }

  @Test
  void publishesUnderTheSameNameAfterAFailure() {
    publish("one", "--size-limit", "8");

    assertThat(publish("one").exitCode()).isZero();
    assertThat(run("check", source.toString(), "--store", store.toString()).exitCode()).isZero();
  }

  @Test
  void publishesUnderTheSameNameIntoAnotherStore() {
    publish("one");
    store = temp.resolve("other store");

    assertThat(publish("one").exitCode()).isZero();
    assertThat(run("check", source.toString(), "--store", store.toString()).exitCode()).isZero();
  }

  @Test
  void goesOnWithAReleaseWhoseProcessWasKilled() throws Exception {
    for (int i = 0; i < 300; i++) {
      Files.writeString(source.resolve("further-" + i), "further content " + i);
    }
    List<String> arguments = publishing("one");
    try (JavaProcess process =
        JavaProcess.start(
            "publish",
            temp,
            System.getProperty("java.class.path"),
            List.of(),
            ReleaseExample.class.getName(),
            arguments)) {
      await("a content in the store")
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> Files.exists(store.resolve("objects")));
      process.killHard();
      assertThat(process.output()).doesNotContain("Published");
    }

    Said again = run(arguments.toArray(String[]::new));

    assertThat(again.exitCode()).as(again.text()).isZero();
    assertThat(again.text()).contains("Going on with what an earlier process has begun.");
    assertThat(run("check", source.toString(), "--store", store.toString()).exitCode()).isZero();
  }

  @Test
  void endsWithTwoAndSaysWhyWhenNothingCanBeBegun() {
    assertThat(publish("one", "--fail-at", "nothing").exitCode()).isEqualTo(2);
    assertThat(publish("bad/name").exitCode()).isEqualTo(2);
    assertThat(run().exitCode()).isEqualTo(2);
    assertThat(run("check", "--store", store.toString()).exitCode()).isEqualTo(2);
    Said said = run("check", temp.resolve("nowhere").toString(), "--store", store.toString());
    assertThat(said.exitCode()).isNotZero();
  }

  private List<String> publishing(String name, String... more) {
    List<String> arguments = new ArrayList<>(List.of("publish", source.toString()));
    arguments.addAll(List.of("--store", store.toString()));
    arguments.addAll(List.of("--journal", temp.resolve("journal.db").toString()));
    arguments.addAll(List.of("--name", name));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private Said publish(String name, String... more) {
    return run(publishing(name, more).toArray(String[]::new));
  }

  private static Said run(String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      int exitCode = ReleaseExample.run(arguments);
      return new Said(exitCode, said.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
    }
  }
}
