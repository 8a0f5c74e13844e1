package io.taskflow.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.controller.site.BrokerAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tutorial shows its files as they are, and what its commands print. */
class TutorialTest {

  private static final Path DOCUMENT = Terminal.ROOT.resolve("docs/flow-language.md");
  private static final Pattern CONSOLE = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
  private static final String ANYTHING = "...";

  @TempDir private Path work;

  /** A command with the lines that are shown below it. */
  record Shown(String command, List<String> lines) {}

  static List<Shown> commands() throws IOException {
    List<Shown> shown = new ArrayList<>();
    Matcher console = CONSOLE.matcher(Files.readString(DOCUMENT));
    while (console.find()) {
      for (String line : console.group(1).split("\n")) {
        if (line.startsWith("$ taskflow ")) {
          shown.add(new Shown(line.substring("$ taskflow ".length()), new ArrayList<>()));
        } else {
          shown.getLast().lines().add(line);
        }
      }
    }
    return shown;
  }

  /** Runs all of it at an installation instead of in one process; the results are the same. */
  static void runAll(Settings settings, Path work) throws IOException {
    List<Shown> runs = commands().stream().filter(s -> s.command().startsWith("run ")).toList();
    assertThat(runs).hasSizeGreaterThanOrEqualTo(10);
    for (Shown shown : runs) {
      String command =
          shown
              .command()
              .replace(" --local", "")
              .replace(" --std-files $work", "")
              .replace("$work", work.toString());
      Terminal terminal = Terminal.run(BrokerAccess.amqp(), settings, command.split(" "));
      assertThat(terminal.err()).as(shown.command()).isEmpty();
      assertThat(terminal.out().lines().toList())
          .as(shown.command())
          .containsAll(
              shown.lines().stream()
                  .filter(line -> line.startsWith("flow '") || line.contains("  =  "))
                  .toList());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("commands")
  void theCommandsPrintWhatIsShown(Shown shown) {
    Terminal terminal = Terminal.run(shown.command().replace("$work", work.toString()).split(" "));
    assertThat(terminal.err()).as(shown.command()).isEmpty();
    List<String> printed = terminal.out().lines().toList();
    int at = 0;
    boolean anything = false;
    for (String line : shown.lines()) {
      if (line.equals(ANYTHING)) {
        anything = true;
        continue;
      }
      int found = anything ? at + printed.subList(at, printed.size()).indexOf(line) : at;
      assertThat(found < at || found >= printed.size() ? "" : printed.get(found))
          .as("%s prints, after line %d of%n%s", shown.command(), at, terminal.out())
          .isEqualTo(line);
      at = found + 1;
      anything = false;
    }
    assertThat(printed.subList(at, printed.size())).as("more of %s", shown.command()).isEmpty();
  }

  @Test
  void everyStepIsShownAsItIsAndRun() throws IOException {
    String document = Files.readString(DOCUMENT);
    List<Path> files;
    try (Stream<Path> all = Files.list(Terminal.ROOT.resolve("examples/flows/tutorial"))) {
      files = all.sorted().toList();
    }
    assertThat(files).hasSize(10);
    List<String> commands = commands().stream().map(Shown::command).toList();
    for (Path file : files) {
      String shown = Files.readString(file).split("\n", 2)[1];
      assertThat(document).contains("```yaml\n" + shown + "```");
      assertThat(commands)
          .anyMatch(
              command -> command.startsWith("run ") && command.contains("/" + file.getFileName()));
    }
  }

  @Test
  void theFlowOfTheReadmeIsValid() throws IOException {
    Matcher yaml =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Terminal.ROOT.resolve("README.md")));
    assertThat(yaml.find()).isTrue();
    Path file = Files.writeString(work.resolve("publish.yaml"), yaml.group(1));
    assertThat(Terminal.run("validate", file.toString()).status()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void whatFailedLeavesNoFile() throws IOException {
    Terminal terminal =
        Terminal.run(
            "run",
            "--local",
            "examples/flows/tutorial/06-failure.yaml",
            "--std-files",
            work.toString());
    assertThat(terminal.status()).isEqualTo(ExitCode.REVERTED);
    try (Stream<Path> left = Files.walk(work)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }
}
