package io.taskflow.deploy;

import static io.taskflow.deploy.Yaml.map;
import static io.taskflow.deploy.Yaml.maps;
import static io.taskflow.deploy.Yaml.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.taskflow.protocol.Durations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compose file is one, and what it speaks of is there. */
class ComposeTest {

  private static final Path COMPOSE = Expression.ROOT.resolve("deploy/compose");

  private Map<String, Object> file;
  private Map<String, Object> services;

  @BeforeEach
  void read() throws IOException {
    file = Yaml.read(COMPOSE.resolve("compose.yaml"));
    services = map(file.get("services"));
  }

  @Test
  void itIsOneByTheSchemaOfTheSpecification() throws IOException {
    String schema =
        new String(
            ComposeTest.class.getResourceAsStream("compose-spec.json").readAllBytes(),
            StandardCharsets.UTF_8);
    assertThat(Schemas.problems(schema, file)).isEmpty();

    map(services.get("engine")).put("stop_grace", "30s");
    assertThat(Schemas.problems(schema, file)).singleElement().asString().contains("stop_grace");
  }

  @Test
  void whatServicesUseIsDeclared() {
    services.forEach(
        (name, one) -> {
          Map<String, Object> service = map(one);
          assertThat(map(file.get("secrets")).keySet())
              .as("secrets of %s", name)
              .containsAll(texts(service.get("secrets")));
          assertThat(map(file.get("networks")).keySet())
              .as("networks of %s", name)
              .containsAll(texts(service.get("networks")));
          for (String volume : texts(service.get("volumes"))) {
            String source = volume.split(":")[0];
            if (source.startsWith(".")) {
              assertThat(COMPOSE.resolve(source)).as("volumes of %s", name).exists();
            } else {
              assertThat(map(file.get("volumes"))).as("volumes of %s", name).containsKey(source);
            }
          }
          for (String port : texts(service.get("ports"))) {
            assertThat(port).as("ports of %s", name).startsWith("127.0.0.1:");
          }
          if (service.get("depends_on") instanceof Map<?, ?> needed) {
            needed
                .keySet()
                .forEach(
                    other ->
                        assertThat(map(services.get(other.toString())))
                            .as("%s waits for %s", name, other)
                            .containsKey("healthcheck"));
          }
        });
  }

  @Test
  void processesUnderstandTheirSettings() {
    assertThat(ProcessSettings.ENGINE.unknownOf(environment("engine"))).isEmpty();
    assertThat(ProcessSettings.WORKER.unknownOf(environment("worker"))).isEmpty();
    for (String process : List.of("engine", "worker")) {
      Map<String, Object> service = map(services.get(process));
      assertThat(service).as(process).containsEntry("read_only", true);
      environment(process).values().stream()
          .map(Object::toString)
          .filter(value -> value.startsWith("/run/secrets/"))
          .forEach(
              secret ->
                  assertThat(texts(service.get("secrets")))
                      .as(process)
                      .contains(secret.substring("/run/secrets/".length())));
    }
    assertThat(Durations.parse((String) map(services.get("worker")).get("stop_grace_period")))
        .isGreaterThan(
            Durations.parse(environment("worker").get("TASKFLOW_DRAIN_TIMEOUT").toString()));
  }

  private Map<String, Object> environment(String service) {
    Map<String, Object> environment = map(map(services.get(service)).get("environment"));
    environment.replaceAll(
        (name, value) -> value.toString().replaceFirst("^\\$\\{\\w+:-(.*)}$", "$1"));
    return environment;
  }

  @Test
  void prometheusAsksTheServicesThatAreThere() throws IOException {
    Map<String, Object> prometheus = Yaml.read(COMPOSE.resolve("prometheus.yml"));
    List<String> jobs = new ArrayList<>();
    for (Map<String, Object> job : maps(prometheus.get("scrape_configs"))) {
      jobs.add((String) job.get("job_name"));
      for (Map<String, Object> names : maps(job.get("dns_sd_configs"))) {
        for (String name : texts(names.get("names"))) {
          assertThat(services).containsKey(name);
          if (!name.startsWith("rabbitmq")) {
            assertThat(names.get("port"))
                .hasToString(environment(name).get("TASKFLOW_HTTP_PORT").toString());
          }
        }
      }
      if (job.get("params") != null) {
        String query = String.join("&family=", texts(map(job.get("params")).get("family")));
        assertThat(BrokerMetricsTest.DETAILED)
            .isEqualTo(job.get("metrics_path") + "?family=" + query);
      }
    }
    assertThat(jobs)
        .containsExactly("taskflow-engine", "taskflow-worker", "rabbitmq", "rabbitmq-queues");
    assertThat(texts(prometheus.get("rule_files"))).containsExactly("/etc/prometheus/alerts/*.yml");
    assertThat(texts(map(services.get("prometheus")).get("volumes")))
        .contains("../alerts/taskflow.yml:/etc/prometheus/alerts/taskflow.yml:ro");
  }

  @Test
  void grafanaFindsDataAndDashboards() throws IOException {
    Map<String, Object> source =
        maps(Yaml.read(COMPOSE.resolve("grafana/datasources/prometheus.yaml")).get("datasources"))
            .getFirst();
    assertThat(source).containsEntry("url", "http://prometheus:9090");
    Map<String, Object> provider =
        maps(Yaml.read(COMPOSE.resolve("grafana/dashboards/taskflow.yaml")).get("providers"))
            .getFirst();
    assertThat(texts(map(services.get("grafana")).get("volumes")))
        .contains("../grafana/dashboards:" + map(provider.get("options")).get("path") + ":ro");
  }

  @Test
  void prepareMakesAllSecretsOnce(@TempDir Path directory) throws Exception {
    assumeTrue(Program.installed("openssl", "version"), "openssl is not installed");
    for (String part : List.of("compose", "rabbitmq")) {
      Path copy = Files.createDirectory(directory.resolve(part));
      try (Stream<Path> scripts = Files.list(COMPOSE.resolveSibling(part))) {
        for (Path script : scripts.filter(one -> one.toString().endsWith(".sh")).toList()) {
          Files.copy(script, copy.resolve(script.getFileName()));
        }
      }
    }
    String prepare = directory.resolve("compose/prepare.sh").toString();
    Program first = Program.run("/bin/bash", prepare);
    assertThat(first.status()).as(first.output()).isZero();
    Path password = directory.resolve("compose/secrets/engine.password");
    String before = Files.readString(password);
    assertThat(before).hasSize(48);

    assertThat(Program.run("/bin/bash", prepare).status()).isZero();

    assertThat(password).hasContent(before);
    map(file.get("secrets"))
        .values()
        .forEach(
            secret ->
                assertThat(directory.resolve("compose").resolve((String) map(secret).get("file")))
                    .isNotEmptyFile());
    assertThat(directory.resolve("compose/.env"))
        .content()
        .containsPattern("^TASKFLOW_ERLANG_COOKIE=[0-9a-f]{48}\n$");
  }
}
