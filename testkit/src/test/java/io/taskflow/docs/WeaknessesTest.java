package io.taskflow.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each of the 28 proven weaknesses of TaskFlow's worker engine (docs/reliability.md lists them) has
 * a test whose name begins with its number.
 */
class WeaknessesTest {

  private static final Path ROOT = Path.of(System.getProperty("taskflow.project.root", ".."));
  private static final int WEAKNESSES = 28;
  private static final Pattern TEST =
      Pattern.compile("@(?:Parameterized)?Test\\b[^;]*?\\bvoid w(\\d\\d)[A-Z]");

  @Test
  void eachWeaknessIsCarriedByATest() throws IOException {
    Set<Integer> carried = new TreeSet<>();
    for (Path source : tests()) {
      Matcher test = TEST.matcher(Files.readString(source));
      while (test.find()) {
        carried.add(Integer.parseInt(test.group(1)));
      }
    }
    assertThat(carried)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, WEAKNESSES).boxed().toList());
  }

  private static List<Path> tests() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(path -> path.toString().contains("src/test/java"))
          .filter(path -> path.toString().endsWith(".java"))
          .toList();
    }
  }
}
