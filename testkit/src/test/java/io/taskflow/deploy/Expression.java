package io.taskflow.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An expression that is deployed.
 *
 * @param where file and name of the alert or panel
 */
record Expression(String where, String text) {

  static final Path ROOT = Path.of(System.getProperty("taskflow.project.root", ".."));
  private static final Path RULES = ROOT.resolve("deploy/alerts/taskflow.yml");
  private static final Path DASHBOARDS = ROOT.resolve("deploy/grafana/dashboards");

  /** All of them. */
  static List<Expression> all() throws IOException {
    List<Expression> all = new ArrayList<>();
    for (Map<String, Object> rule : rules()) {
      all.add(new Expression("taskflow.yml: " + rule.get("alert"), (String) rule.get("expr")));
    }
    for (Path file : dashboards()) {
      for (Map<String, Object> panel : panels(Yaml.read(file))) {
        for (Map<String, Object> target : Yaml.maps(panel.getOrDefault("targets", List.of()))) {
          String where = file.getFileName() + ": " + panel.get("title");
          all.add(new Expression(where, (String) target.get("expr")));
        }
      }
    }
    return all;
  }

  static List<Map<String, Object>> rules() throws IOException {
    return Yaml.maps(Yaml.read(RULES).get("groups")).stream()
        .flatMap(group -> Yaml.maps(group.get("rules")).stream())
        .toList();
  }

  static List<Path> dashboards() throws IOException {
    try (Stream<Path> files = Files.list(DASHBOARDS)) {
      return files.sorted().toList();
    }
  }

  static List<Map<String, Object>> panels(Map<String, Object> dashboard) {
    return Yaml.maps(dashboard.get("panels"));
  }
}
