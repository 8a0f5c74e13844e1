package io.taskflow.engine.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.taskflow.flow.yaml.DocumentProblem;
import io.taskflow.flow.yaml.InvalidFlowDocumentException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each broken file says in comments what is wrong with it, in the order of the text: {@code #
 * expect: LINE:COLUMN message}. The lines count from the first one that is not such a comment.
 */
class BrokenDocumentsTest {

  private static final Pattern EXPECTED = Pattern.compile("# expect: (\\d+:\\d+) (.*)");

  static Stream<Path> files() throws IOException, URISyntaxException {
    Path directory =
        Path.of(Objects.requireNonNull(BrokenDocumentsTest.class.getResource("broken")).toURI());
    return Files.list(directory).sorted();
  }

  @Test
  void thereAreMany() throws Exception {
    try (Stream<Path> files = files()) {
      assertThat(files.count()).isGreaterThanOrEqualTo(60);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void eachProblemIsSaidWhereItIs(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<String> expected =
        lines.stream()
            .map(EXPECTED::matcher)
            .filter(Matcher::matches)
            .map(m -> m.group(1) + " " + m.group(2))
            .toList();
    String text =
        String.join("\n", lines.stream().dropWhile(line -> line.startsWith("# expect")).toList());
    InvalidFlowDocumentException refused =
        catchThrowableOfType(
            InvalidFlowDocumentException.class,
            () -> FlowDocuments.standard().read(file.getFileName().toString(), text));
    assertThat(refused).as("problems of %s", file).isNotNull();
    assertThat(refused.problems().stream().map(BrokenDocumentsTest::line).toList())
        .as("problems of %s", file.getFileName())
        .isEqualTo(expected);
    assertThat(refused.count()).isEqualTo(expected.size());
    assertThat(refused.problems())
        .allSatisfy(p -> assertThat(p.file()).isEqualTo(file.getFileName().toString()));
  }

  private static String line(DocumentProblem problem) {
    String text = problem.toString();
    return text.substring(problem.file().length() + 1).replaceFirst(": ", " ");
  }

  @Test
  void aFlowThatOnlyTheEngineKnowsIsNoProblemForThoseWhoDontKnowIt() {
    String text = "linear: f\ntasks: [{child: a, flow: elsewhere}]";
    assertThat(
            catchThrowableOfType(
                    InvalidFlowDocumentException.class,
                    () -> FlowDocuments.standard().read("f.yaml", text))
                .problems())
        .extracting(DocumentProblem::toString)
        .containsExactly("f.yaml:2:26: f/a: the flow 'elsewhere' is not registered at this engine");
    assertThatCode(() -> FlowDocuments.standard().withAnyFlows().read("f.yaml", text))
        .doesNotThrowAnyException();
  }
}
