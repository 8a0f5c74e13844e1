package io.taskflow.deploy;

import static io.taskflow.deploy.Yaml.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The Helm chart as far as it can be checked without Helm, which renders it where it is installed,
 * and the users of the broker.
 */
class KubernetesTest {

  private static final Path KUBERNETES = Expression.ROOT.resolve("deploy/kubernetes");
  private static final Path CHART = KUBERNETES.resolve("taskflow");

  private static final Pattern ACTION = Pattern.compile("\\{\\{-?(.*?)-?}}", Pattern.DOTALL);
  private static final Pattern VALUE = Pattern.compile("\\.Values\\.([a-zA-Z.]+)");
  private static final Pattern SETTING = Pattern.compile("TASKFLOW_[A-Z_]+");
  private static final Pattern WORD = Pattern.compile("'([^']*)'");

  @Test
  void theValuesFitTheirSchema() throws IOException {
    assertThat(problems(values())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "broker, uris, amqp://user:secret@host/v, 'broker/uris'",
    "engine, replica, 2, 'replica'",
    "engine, gracePeriodSeconds, 0, 'gracePeriodSeconds'",
    "database, url, jdbc:postgresql://h/d?password=x, 'database/url'",
    "image, pullPolicy, sometimes, 'pullPolicy'",
    "workers, mail, none, 'mail'",
  })
  void valuesThatMakeNoSenseAreRefused(String part, String name, String value, String told)
      throws IOException {
    Map<String, Object> values = values();
    Object typed = value.matches("\\d+") ? Integer.valueOf(value) : value;
    map(values.get(part)).put(name, name.equals("uris") ? List.of(typed) : typed);

    assertThat(problems(values)).anyMatch(problem -> problem.contains(told));
  }

  @Test
  void templatesAskForValuesThatAreThere() throws IOException {
    Map<String, Object> values = values();
    for (Map.Entry<String, String> template : templates().entrySet()) {
      VALUE
          .matcher(template.getValue())
          .results()
          .forEach(
              use -> {
                Object at = values;
                for (String part : use.group(1).split("\\.")) {
                  assertThat(map(at)).as("%s: %s", template.getKey(), use).containsKey(part);
                  at = map(at).get(part);
                }
              });
    }
  }

  @Test
  void everyBlockOfATemplateIsClosed() throws IOException {
    Set<String> defined = new TreeSet<>();
    Set<String> included = new TreeSet<>();
    for (Map.Entry<String, String> template : templates().entrySet()) {
      int open = 0;
      String text = template.getValue();
      assertThat(text.split("\\{\\{", -1))
          .as(template.getKey())
          .hasSameSizeAs(text.split("}}", -1));
      for (MatchResult action : ACTION.matcher(text).results().toList()) {
        String[] words = action.group(1).strip().split("\\s+");
        switch (words[0]) {
          case "if", "range", "with", "define" -> open++;
          case "end" -> open--;
          default -> {}
        }
        assertThat(open).as("%s at %s", template.getKey(), action.group()).isNotNegative();
        if (words[0].equals("define")) {
          defined.add(words[1]);
        }
        Pattern.compile("include (\"[^\"]+\")")
            .matcher(action.group())
            .results()
            .forEach(use -> included.add(use.group(1)));
      }
      assertThat(open).as(template.getKey()).isZero();
    }
    assertThat(defined).isEqualTo(included);
  }

  @Test
  void processesUnderstandTheirSettings() throws IOException {
    Map<String, String> templates = templates();
    Map<String, Object> values = values();
    String both = templates.get("_helpers.tpl");
    assertThat(ProcessSettings.ENGINE.variables())
        .containsAll(settings(both + templates.get("engine.yaml") + values.get("engine")));
    assertThat(ProcessSettings.WORKER.variables())
        .containsAll(settings(both + templates.get("workers.yaml") + values.get("workers")));
  }

  private static List<String> settings(String text) {
    return SETTING
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .filter(name -> !name.endsWith("_")) // the beginning of a name, in a comment
        .distinct()
        .toList();
  }

  @Test
  void usersMayDoWhatTheScriptSaysAndNothingElse() throws Exception {
    List<List<String>> expected = new ArrayList<>();
    for (String role : List.of("engine", "worker", "subscriber")) {
      Program script =
          Program.run(
              "/bin/bash",
              Expression.ROOT.resolve("deploy/rabbitmq/users.sh").toString(),
              role,
              "taskflow-" + role,
              "--vhost",
              "taskflow");
      assertThat(script.status()).as(script.output()).isZero();
      for (String line : script.output().lines().toList()) {
        List<String> words = WORD.matcher(line).results().map(word -> word.group(1)).toList();
        expected.add(words.subList(3, words.size()));
      }
    }
    expected.add(List.of("taskflow-monitor", "^$", "^$", "^$"));
    assertThat(granted()).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<List<String>> granted() throws IOException {
    List<List<String>> granted = new ArrayList<>();
    for (Map<String, Object> one : Yaml.readAll(KUBERNETES.resolve("rabbitmq/topology.yaml"))) {
      Map<String, Object> spec = map(one.get("spec"));
      assertThat(map(spec.get("rabbitmqClusterReference")))
          .containsEntry("name", "taskflow-rabbitmq");
      if (one.get("kind").toString().endsWith("Permission")) {
        Map<String, Object> permissions = map(spec.get("permissions"));
        List<String> words = new ArrayList<>();
        words.add(map(spec.get("userReference")).get("name").toString());
        for (String what : List.of("exchange", "configure", "write", "read")) {
          if (permissions.containsKey(what)) {
            words.add(permissions.get(what).toString());
          }
        }
        granted.add(words);
      }
    }
    return granted;
  }

  @Test
  void helmRendersTheChartWhereItIsInstalled() throws Exception {
    assumeTrue(Program.installed("helm", "version"), "helm is not installed");
    Program lint = Program.run("helm", "lint", "--strict", CHART.toString());
    assertThat(lint.status()).as(lint.output()).isZero();
    Program template = Program.run("helm", "template", "flows", CHART.toString());
    assertThat(template.status()).as(template.output()).isZero();
  }

  private static Map<String, Object> values() throws IOException {
    return Yaml.read(CHART.resolve("values.yaml"));
  }

  private static List<String> problems(Map<String, Object> values) throws IOException {
    return Schemas.problems(Files.readString(CHART.resolve("values.schema.json")), values);
  }

  private static Map<String, String> templates() throws IOException {
    Map<String, String> templates = new TreeMap<>();
    try (Stream<Path> files = Files.list(CHART.resolve("templates"))) {
      for (Path file : files.toList()) {
        templates.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    assertThat(templates).hasSize(7);
    return templates;
  }
}
