package io.taskflow.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that docs/reliability.md names are there. */
class ReliabilityDocumentTest {

  private static final Path ROOT = Path.of(System.getProperty("taskflow.project.root", ".."));
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z]\\w+(?:Test|Contract|Scenarios))(?:\\.(\\w+))?`");

  @Test
  void everyTestThatTheFailureMatrixNamesIsThere() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.filter(ReliabilityDocumentTest::isTest).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        sources.merge(name, Files.readString(file), String::concat);
      }
    }
    List<String> missing = new ArrayList<>();
    Matcher named = NAMED.matcher(Files.readString(ROOT.resolve("docs/reliability.md")));
    int count = 0;
    while (named.find()) {
      count++;
      String source = sources.getOrDefault(named.group(1), "");
      if (source.isEmpty()
          || named.group(2) != null && !source.contains("void " + named.group(2) + "(")) {
        missing.add(named.group());
      }
    }
    assertThat(missing).isEmpty();
    assertThat(count).isGreaterThan(30);
  }

  @Test
  void everyRowOfTheFailureMatrixNamesATest() throws IOException {
    String document = Files.readString(ROOT.resolve("docs/reliability.md"));
    List<String> rows = document.lines().filter(line -> line.startsWith("| ")).skip(1).toList();
    assertThat(rows).isNotEmpty().allMatch(row -> NAMED.matcher(row).find());
  }

  private static boolean isTest(Path path) {
    return path.toString().contains("src/test/java") && path.toString().endsWith(".java");
  }
}
