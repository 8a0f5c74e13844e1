package io.taskflow.deploy;

import static io.taskflow.deploy.Yaml.maps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import io.taskflow.deploy.Query.Matching;
import io.taskflow.deploy.Query.Selector;
import io.taskflow.engine.metrics.EngineMetrics;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What dashboards and alerts ask for is what engines and workers really export. */
class MonitoringTest {

  private static final Exported EXPORTED = Exported.byEnginesAndWorkers();

  /** What Prometheus adds to each series. */
  private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

  /** Labels whose values others choose. */
  private static final Set<String> FREE = Set.of("topic", "task_type", "worker");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(?!__)([a-z]+)");

  @Test
  void everyExpressionAsksForWhatIsExported() throws IOException {
    List<String> problems = new ArrayList<>();
    for (Expression expression : Expression.all()) {
      Query query = Query.parse(expression.text());
      assertThat(query.selectors()).as(expression.toString()).isNotEmpty();
      Set<String> labels = new HashSet<>(OF_PROMETHEUS);
      for (Selector selector : query.selectors()) {
        if (selector.metric().startsWith("rabbitmq_")) {
          labels.addAll(BrokerMetricsTest.LABELS);
        } else if (!selector.metric().equals("up")) {
          labels.addAll(check(selector, expression.where(), problems));
        }
      }
      for (String label : query.grouping()) {
        if (!labels.contains(label)) {
          problems.add(expression.where() + ": no metric in it has the label " + label);
        }
      }
    }
    assertThat(problems).isEmpty();
  }

  /** Returns the labels of the metric. */
  private static Set<String> check(Selector selector, String where, List<String> problems) {
    Map<String, Set<String>> labels = EXPORTED.labels().get(selector.metric());
    if (labels == null) {
      problems.add(where + ": nobody exports " + selector.metric());
      return Set.of();
    }
    selector
        .matchers()
        .forEach(
            (label, matching) -> {
              if (OF_PROMETHEUS.contains(label)) {
                return;
              }
              if (!labels.containsKey(label)) {
                problems.add(where + ": " + selector.metric() + " has no label " + label);
              } else if (!FREE.contains(label) && !canMatch(matching, labels.get(label))) {
                problems.add(
                    "%s: %s of %s is never %s"
                        .formatted(where, label, selector.metric(), matching));
              }
            });
    return labels.keySet();
  }

  /** Each alternative of a pattern must be there: one that is misspelt would be silent. */
  private static boolean canMatch(Matching matching, Set<String> values) {
    if (matching.value().startsWith("$")) {
      return true;
    }
    List<String> wanted =
        matching.operator().endsWith("~")
            ? List.of(matching.value().split("\\|"))
            : List.of(matching.value());
    return values.containsAll(wanted);
  }

  @Test
  void everyMeterOfTheEngineIsOnADashboard() throws Exception {
    Set<String> asked = new HashSet<>();
    for (Expression expression : Expression.all()) {
      if (!expression.where().startsWith("taskflow.yml")) {
        Query.parse(expression.text()).selectors().forEach(one -> asked.add(one.metric()));
      }
    }
    List<String> missing = new ArrayList<>();
    PrometheusNamingConvention naming = new PrometheusNamingConvention();
    for (Field field : EngineMetrics.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        String base = naming.name((String) field.get(null), Meter.Type.GAUGE, null);
        assertThat(EXPORTED.labels().keySet())
            .as("what %s is exported as", base)
            .anyMatch(name -> name.startsWith(base));
        if (asked.stream().noneMatch(name -> name.startsWith(base))) {
          missing.add(base);
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(EXPORTED.labels().keySet())
        .filteredOn(name -> name.startsWith("taskflow_worker_"))
        .filteredOn(name -> asked.stream().noneMatch(one -> sameMeter(one, name)))
        .isEmpty();
  }

  private static boolean sameMeter(String one, String other) {
    return one.replaceFirst("_(sum|count|max)$", "")
        .equals(other.replaceFirst("_(sum|count|max)$", ""));
  }

  @Test
  void everyAlertSaysHowBadItIsAndWhatToDo() throws IOException {
    List<String> anchors =
        DeployDocumentsTest.anchors(Expression.ROOT.resolve("docs/operations.md")).stream()
            .map(anchor -> "docs/operations.md#" + anchor)
            .toList();
    Set<Object> names = new HashSet<>();
    for (Map<String, Object> rule : Expression.rules()) {
      Map<?, ?> labels = (Map<?, ?>) rule.get("labels");
      Map<?, ?> notes = (Map<?, ?>) rule.get("annotations");
      String name = (String) rule.get("alert");
      assertThat(names.add(name)).as("%s is there once", name).isTrue();
      assertThat(name).startsWith("Taskflow");
      assertThat((String) labels.get("severity")).as(name).isIn("critical", "warning");
      assertThat(notes.keySet()).as(name).hasToString("[summary, description, runbook]");
      assertThat(anchors).as("the runbook of %s", name).contains((String) notes.get("runbook"));
    }
  }

  @Test
  void dashboardsAreWhole() throws IOException {
    Set<Object> uids = new HashSet<>();
    for (Path file : Expression.dashboards()) {
      Map<String, Object> dashboard = Yaml.read(file);
      assertThat(uids.add(dashboard.get("uid"))).isTrue();
      assertThat(file.getFileName()).hasToString(dashboard.get("uid") + ".json");
      Set<String> variables = new HashSet<>();
      maps(((Map<?, ?>) dashboard.get("templating")).get("list"))
          .forEach(variable -> variables.add((String) variable.get("name")));
      Set<Object> ids = new HashSet<>();
      Set<List<Integer>> taken = new HashSet<>();
      for (Map<String, Object> panel : Expression.panels(dashboard)) {
        String where = file.getFileName() + ": " + panel.get("title");
        assertThat(ids.add(panel.get("id"))).as(where).isTrue();
        cells((Map<?, ?>) panel.get("gridPos"))
            .forEach(cell -> assertThat(taken.add(cell)).as("%s overlaps", where).isTrue());
        VARIABLE
            .matcher(panel.toString())
            .results()
            .forEach(used -> assertThat(variables).as(where).contains(used.group(1)));
      }
    }
    assertThat(uids).hasSize(4);
  }

  private static List<List<Integer>> cells(Map<?, ?> position) {
    int x = (int) position.get("x");
    int y = (int) position.get("y");
    assertThat(x + (int) position.get("w")).isLessThanOrEqualTo(24);
    List<List<Integer>> cells = new ArrayList<>();
    for (int dx = 0; dx < (int) position.get("w"); dx++) {
      for (int dy = 0; dy < (int) position.get("h"); dy++) {
        cells.add(List.of(x + dx, y + dy));
      }
    }
    return cells;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum(up",
        "up)",
        "sum by (job) (up}",
        "up{job}",
        "up{job=~5}",
        "rate(up[5])",
        "up ; up"
      })
  void anExpressionThatIsNoneIsNoticed(String text) {
    assertThatThrownBy(() -> Query.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatAnExpressionAsksForIsFound() {
    Query query =
        Query.parse(
            "sum by (a, b) (rate(x_total{c=\"1\", d!~\"2|3\"}[5m])) / ignoring(e) group_left() y > 1e3"
                + " or vector(0) unless z offset 5m");
    assertThat(query.selectors())
        .containsExactly(
            new Selector(
                "x_total", Map.of("c", new Matching("=", "1"), "d", new Matching("!~", "2|3"))),
            new Selector("y", Map.of()),
            new Selector("z", Map.of()));
    assertThat(query.grouping()).containsExactlyInAnyOrder("a", "b", "e");
  }

  @Test
  void promtoolFindsTheFilesRightWhereItIsInstalled() throws Exception {
    assumeTrue(Program.installed("promtool", "--version"), "promtool is not installed");
    String rules = Expression.ROOT.resolve("deploy/alerts/taskflow.yml").toString();
    String tests = rules.replace(".yml", ".test.yml");
    String settings = Expression.ROOT.resolve("deploy/compose/prometheus.yml").toString();
    for (Program program :
        List.of(
            Program.run("promtool", "check", "rules", rules),
            Program.run("promtool", "test", "rules", tests),
            Program.run("promtool", "check", "config", "--syntax-only", settings))) {
      assertThat(program.status()).as(program.output()).isZero();
    }
  }
}
