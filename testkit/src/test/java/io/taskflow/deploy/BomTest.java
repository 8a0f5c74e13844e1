package io.taskflow.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The bill of materials, which has no parent, names the version and the modules of the others. */
class BomTest {

  private static final Pattern OWN_VERSION =
      Pattern.compile("^  <version>(.+)</version>$", Pattern.MULTILINE);
  private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");
  private static final Pattern MANAGED =
      Pattern.compile("<artifactId>taskflow-([a-z-]+)</artifactId>\\s+<version>\\$\\{project");

  /** What nobody depends on. */
  private static final List<String> NOT_PUBLISHED = List.of("bom", "examples", "benchmarks");

  @Test
  void theBillOfMaterialsNamesWhatIsPublished() throws IOException {
    String parent = Files.readString(Expression.ROOT.resolve("pom.xml"));
    String bom = Files.readString(Expression.ROOT.resolve("bom/pom.xml"));

    assertThat(all(OWN_VERSION, bom)).isEqualTo(all(OWN_VERSION, parent)).hasSize(1);
    assertThat(all(MANAGED, bom))
        .containsExactlyElementsOf(
            all(MODULE, parent).stream().filter(name -> !NOT_PUBLISHED.contains(name)).toList());
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }
}
