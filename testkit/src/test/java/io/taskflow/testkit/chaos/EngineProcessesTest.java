package io.taskflow.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.events.Subscriber;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.PartitionRow;
import io.taskflow.engine.journal.jdbc.PostgresJournal;
import io.taskflow.engine.journal.jdbc.PostgresSettings;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.chaos.ledger.LedgerLine;
import io.taskflow.testkit.chaos.ledger.LedgerLine.Mark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two engines and two workers as processes, one engine of which is killed, frozen or cut off while
 * long tasks run: the other one adopts them, and each runs once. All tests use the same processes.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class EngineProcessesTest {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final int FLOWS = 16;

  private static ChaosSettings settings;
  private static Site site;
  private static Journal journal;
  private static Transport transport;
  private static Subscriber subscriber;
  private static Submitter submitter;
  private static final Heard HEARD = new Heard();
  private static final FlowMaker MAKER = new FlowMaker(1);

  @BeforeAll
  static void start() throws Exception {
    Path logs = Files.createDirectories(Path.of("target", "chaos")).toAbsolutePath();
    settings =
        new ChaosSettings(
            1, LIMIT, LIMIT, LEASE, 2, 2, Files.createTempDirectory(logs, "processes-"));
    site = Site.start(settings);
    transport = site.connect("subscriber");
    subscriber = Subscriber.durable(transport, site.topology(), "processes", List.of("#"), HEARD);
    journal = PostgresJournal.open(PostgresSettings.parse(site.postgres().jdbcUrl()));
    submitter = new Submitter(site);
  }

  @AfterAll
  static void stop() {
    submitter.close();
    journal.close();
    subscriber.close();
    transport.close();
    site.close();
  }

  /** Flows whose long task runs now, and the engine that drives half of them. */
  private record Running(Map<String, ChaosFlow> flows, Member engine) {}

  private static Running begin() throws Exception {
    for (Member engine : site.engines()) {
      await().atMost(LIMIT).until(() -> submitter.ready(engine));
    }
    awaitEvenSharing();
    Map<String, ChaosFlow> flows = new TreeMap<>();
    for (int i = 0; i < FLOWS; i++) {
      ChaosFlow flow = MAKER.longChain("long-" + System.nanoTime());
      Member engine = site.engines().get(i % 2);
      flows.put(submitter.submit(engine, flow.key(), flow.flow()).orElseThrow(), flow);
    }
    // The engine knows that it runs, and has stored up to where all requests are confirmed.
    await()
        .atMost(LIMIT)
        .until(() -> flows.keySet().stream().allMatch(EngineProcessesTest::longTaskRuns));
    return new Running(flows, site.engines().getFirst());
  }

  private static boolean longTaskRuns(String flow) {
    return journal.entries(new FlowId(flow)).stream()
        .anyMatch(entry -> entry.body().contains("attempt-leased"));
  }

  private static void awaitEvenSharing() {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                owners().values().stream().sorted().toList().equals(List.of(4L, 4L))
                    && site.engines().stream()
                        .allMatch(engine -> owners().containsKey(engine.lifeName())));
  }

  private static Map<String, Long> owners() {
    return journal.partitionRows().stream()
        .filter(row -> row.owner() != null)
        .collect(Collectors.groupingBy(PartitionRow::owner, Collectors.counting()));
  }

  /** By the database's clock; what leases guarantee is in TakeoverTimeTest. */
  private static void awaitTakeover(Member engine) {
    Instant begin = journal.now();
    await().atMost(LIMIT).until(() -> !owners().containsKey(engine.lifeName()));
    await()
        .atMost(LIMIT)
        .until(() -> owners().values().stream().mapToLong(n -> n).sum() == journal.partitions());
    assertThat(Duration.between(begin, journal.now())).isLessThan(Duration.ofSeconds(15));
  }

  private static void assertAllEndedAndRanOnce(Map<String, ChaosFlow> flows) throws Exception {
    await()
        .atMost(LIMIT)
        .until(() -> flows.keySet().stream().allMatch(flow -> HEARD.end(flow) != null));
    List<LedgerLine> lines =
        site.ledger().read().lines().stream()
            .filter(line -> flows.containsKey(line.flow()))
            .toList();
    assertThat(new LedgerCheck(flows, new FaultLog()).check(lines)).isEmpty();
    flows.forEach((id, flow) -> assertThat(HEARD.end(id)).isEqualTo("success"));
    // Not of the tasks after them: on a busy machine some are under way when the engine goes, and
    // such a request may leave twice, from the engine that comes back and from the one that
    // adopted.
    assertThat(lines)
        .filteredOn(line -> line.mark() == Mark.BEGUN && line.task().equals("long"))
        .hasSize(flows.size())
        .extracting(LedgerLine::executionKey)
        .doesNotHaveDuplicates();
    assertThat(HEARD.problems()).isEmpty();
    assertThat(site.members()).noneMatch(Member::endedByItself);
  }

  @Test
  void theTasksOfAKilledEngineAreAdoptedAndRunOnce() throws Exception {
    Running running = begin();
    running.engine().kill();
    awaitTakeover(running.engine());
    running.engine().start();
    assertAllEndedAndRanOnce(running.flows());
    awaitEvenSharing();
  }

  @Test
  void aFrozenEngineIsReplacedAndDoesNoHarmWhenItWakesUp() throws Exception {
    Running running = begin();
    running.engine().process().signal("STOP");
    awaitTakeover(running.engine());
    running.engine().process().signal("CONT");
    assertAllEndedAndRanOnce(running.flows());
    awaitEvenSharing();
  }

  @Test
  void anEngineThatIsCutOffFromBrokerAndDatabaseIsReplaced() throws Exception {
    Running running = begin();
    running.engine().broker().blackhole();
    running.engine().database().blackhole();
    awaitTakeover(running.engine());
    running.engine().broker().restore();
    running.engine().database().restore();
    assertAllEndedAndRanOnce(running.flows());
    awaitEvenSharing();
  }

  @Test
  void anEngineThatIsCutOffFromTheBrokerOnlyIsReplaced() throws Exception {
    Running running = begin();
    running.engine().broker().refuse();
    awaitTakeover(running.engine());
    running.engine().broker().restore();
    assertAllEndedAndRanOnce(running.flows());
    awaitEvenSharing();
  }

  @Test
  void aRollingRestartOfAllProcessesFailsNoFlow() throws Exception {
    begin();
    Waiting waiting = new Waiting();
    Load load = new Load(site, submitter, HEARD, settings.seed(), waiting);
    Thread loading = Thread.ofVirtual().start(load::run);
    for (Member member : site.members()) {
      int flows = load.begun();
      member.terminate();
      member.start();
      if (site.engines().contains(member)) {
        await().atMost(LIMIT).until(() -> submitter.ready(member));
      }
      await().atMost(LIMIT).until(() -> load.begun() > flows);
    }
    waiting.end();
    loading.join();
    await().atMost(LIMIT).until(() -> load.unfinished() == 0);
    load.submitted()
        .forEach(
            (id, flow) -> assertThat(HEARD.end(id)).isEqualToIgnoringCase(flow.expected().name()));
    LedgerCheck check = new LedgerCheck(load.submitted(), new FaultLog());
    assertThat(
            check.check(
                site.ledger().read().lines().stream()
                    .filter(line -> load.submitted().containsKey(line.flow()))
                    .toList()))
        .isEmpty();
  }
}
