package io.taskflow.testkit.chaos;

import io.taskflow.engine.events.Subscriber;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.PostgresJournal;
import io.taskflow.engine.journal.jdbc.PostgresSettings;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One campaign: starts engines and workers as processes on a broker and a database of its own, lets
 * them run flows while faults happen, waits until everything rests, and checks what came of it.
 *
 * <p>All that it starts is ended before it returns.
 */
public final class Campaign {

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final int WARM_UP_FLOWS = 5;

  private final ChaosSettings settings;
  private final PrintWriter out;
  private final Heard heard = new Heard();
  private final FaultLog faults = new FaultLog();

  /**
   * @param out hears how it goes
   */
  public Campaign(ChaosSettings settings, PrintWriter out) {
    this.settings = settings;
    this.out = out;
  }

  /**
   * Runs it.
   *
   * @throws CampaignException if it can't be begun, or a process did not end when it had to
   * @throws io.taskflow.testkit.broker.BrokerException if there is no broker
   */
  public ChaosReport run() throws Exception {
    out.printf("seed %d; ledger and logs are in %s%n", settings.seed(), settings.directory());
    try (Site site = Site.start(settings)) {
      Thread ending = new Thread(() -> site.members().forEach(Member::close));
      Runtime.getRuntime().addShutdownHook(ending);
      try (Transport transport = site.connect("chaos-subscriber");
          Subscriber subscriber =
              Subscriber.durable(transport, site.topology(), "chaos", List.of("#"), heard);
          Journal journal =
              PostgresJournal.open(PostgresSettings.parse(site.postgres().jdbcUrl()));
          Submitter submitter = new Submitter(site)) {
        ChaosReport report = run(site, journal, submitter);
        out.printf("%d repeated notifications were dropped%n", subscriber.dropped());
        return report;
      } finally {
        Runtime.getRuntime().removeShutdownHook(ending);
      }
    }
  }

  private ChaosReport run(Site site, Journal journal, Submitter submitter) throws Exception {
    Waiting submitting = new Waiting();
    Load load = new Load(site, submitter, heard, settings.seed(), submitting);
    warmUp(site, load, submitter);
    Thread loading = Thread.ofVirtual().name("load").start(load::run);
    Injector injector =
        new Injector(
            site,
            heard,
            journal,
            new FaultPlan(settings.seed()),
            faults,
            settings.restWithin(),
            out);
    injector.run(settings.faultsFor());
    long faultsEnded = System.nanoTime();
    submitting.end();
    loading.join();
    out.printf("the faults have ended, %d flows are not at rest%n", load.unfinished());
    List<String> violations = new ArrayList<>();
    boolean rested = new Waiting().until(settings.restWithin(), () -> load.unfinished() == 0);
    if (rested && !new Waiting().until(settings.restWithin(), () -> queuesAreEmpty(site))) {
      violations.add("messages are left in queues: " + depths(site));
    }
    Duration toRest = Duration.ofNanos(System.nanoTime() - faultsEnded);
    injector.awaitRecoveries();
    return check(site, journal, load, violations, toRest);
  }

  /** Everything has to work before it is disturbed. */
  private void warmUp(Site site, Load load, Submitter submitter) throws Exception {
    Waiting waiting = new Waiting();
    for (Member engine : site.engines()) {
      if (!waiting.until(START_LIMIT, () -> submitter.ready(engine))) {
        throw new CampaignException(
            "%s was not ready within %s; look at its log in %s"
                .formatted(engine.name(), START_LIMIT, settings.directory()));
      }
    }
    for (int i = 0; i < WARM_UP_FLOWS; i++) {
      load.begin();
    }
    if (!waiting.until(START_LIMIT, () -> load.unfinished() == 0)) {
      throw new CampaignException(
          "the first flows did not end within %s; look at the logs in %s"
              .formatted(START_LIMIT, settings.directory()));
    }
    site.rabbit().flush(); // or a kill might lose queues of a single node that are just declared
    out.println("engines and workers are ready");
  }

  private static boolean queuesAreEmpty(Site site) {
    return depths(site).isEmpty();
  }

  /** How many messages are in queues that have any, subscriptions included. */
  private static Map<String, Long> depths(Site site) {
    RabbitNode rabbit = site.rabbit();
    Map<String, Long> depths = new java.util.TreeMap<>();
    for (String queue : rabbit.queueNames()) {
      long depth = rabbit.queueDepth(queue);
      if (depth > 0) {
        depths.put(queue, depth);
      }
    }
    return depths;
  }

  private ChaosReport check(
      Site site, Journal journal, Load load, List<String> violations, Duration toRest)
      throws IOException {
    Map<String, ChaosFlow> flows = load.submitted();
    violations.addAll(faults.problems());
    for (Member member : site.members()) {
      if (member.endedByItself()) {
        violations.add(
            "%s ended by itself with status %d; its log is %s.log"
                .formatted(member.name(), member.process().exitCode(), member.lifeName()));
      }
    }
    if (flows.size() < load.begun()) {
      violations.add("%d flows were never confirmed".formatted(load.begun() - flows.size()));
    }
    flows.forEach((id, flow) -> checkEnd(journal, id, flow, violations));
    violations.addAll(heard.problems());
    LedgerCheck ledger = new LedgerCheck(flows, faults);
    violations.addAll(ledger.check(site.ledger().read().lines()));
    return new ChaosReport(
        settings,
        flows.size(),
        load.repeated(),
        faults.counts(),
        faults.recoveries(),
        ledger.run(),
        ledger.runMoreThanOnce(),
        ledger.late(),
        heard.count(),
        toRest,
        violations);
  }

  private void checkEnd(Journal journal, String id, ChaosFlow flow, List<String> violations) {
    FlowRow row = journal.flow(new FlowId(id)).orElseThrow();
    String name = "flow %s (%s, %s)".formatted(id, flow.key(), flow.flow().name());
    if (row.status() != flow.expected()) {
      violations.add("%s is %s, expected %s".formatted(name, row.status(), flow.expected()));
    }
    String told = heard.end(id);
    String expected = row.status().name().toLowerCase(Locale.ROOT);
    if (!expected.equals(told)) {
      violations.add(
          "%s is %s, but its subscriber heard %d notifications and the end '%s'"
              .formatted(name, row.status(), heard.lastOf(id), told));
    }
  }
}
