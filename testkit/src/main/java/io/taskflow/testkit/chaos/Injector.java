package io.taskflow.testkit.chaos;

import io.taskflow.engine.journal.Journal;
import io.taskflow.testkit.chaos.FaultPlan.Planned;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes faults happen one after another, some at the same time; never two to the same thing. One
 * thread plans them, one thread each makes, ends and watches a fault.
 */
final class Injector {

  /** How long a worker is waited for that has nothing to do. */
  private static final Duration WORK_LIMIT = Duration.ofSeconds(2);

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final Site site;
  private final Heard heard;
  private final Journal journal;
  private final FaultPlan plan;
  private final FaultLog log;
  private final Duration limit;
  private final PrintWriter out;
  private final Faults faults;
  private final Instant start = Instant.now();
  private final Set<String> hit = ConcurrentHashMap.newKeySet();
  private final List<Thread> running = new ArrayList<>();

  /**
   * @param journal read beside all faults but those of the database
   * @param limit how long overcoming a fault may take
   * @param out hears of each fault
   */
  Injector(
      Site site,
      Heard heard,
      Journal journal,
      FaultPlan plan,
      FaultLog log,
      Duration limit,
      PrintWriter out) {
    this.site = site;
    this.heard = heard;
    this.journal = journal;
    this.plan = plan;
    this.log = log;
    this.limit = limit;
    this.out = out;
    this.faults = new Faults(site);
  }

  /** Makes faults happen for so long, and returns when the last one has ended. */
  void run(Duration time) throws InterruptedException {
    Waiting pauses = new Waiting();
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Planned planned = plan.next();
      pauses.pause(planned.after());
      Target target = take(planned);
      running.add(Thread.ofVirtual().name("fault").start(() -> makeHappen(planned, target)));
    }
    // Watching goes on while the campaign comes to rest; ending the faults does not wait for it.
    while (!hit.isEmpty()) {
      pauses.pause(LOOK_EVERY);
    }
  }

  /** Waits until all faults are overcome, or have not been in time. */
  void awaitRecoveries() throws InterruptedException {
    for (Thread thread : running) {
      thread.join();
    }
  }

  /**
   * What a fault hits.
   *
   * @param member null for broker and database
   */
  private record Target(String name, @Nullable Member member) {}

  /** The planned one, or the next one of its kind that nothing happens to now. */
  private Target take(Planned planned) throws InterruptedException {
    Waiting pauses = new Waiting();
    while (true) {
      List<Member> members =
          switch (planned.kind().target()) {
            case ENGINE -> site.engines();
            case WORKER -> site.workers();
            case BROKER, DATABASE -> List.of();
          };
      for (int i = 0; i < members.size(); i++) {
        Member member = members.get((planned.target() + i) % members.size());
        if (hit.add(member.name())) {
          return new Target(member.name(), member);
        }
      }
      String server = planned.kind().target().name().toLowerCase(Locale.ROOT);
      if (members.isEmpty() && hit.add(server)) {
        return new Target(server, null);
      }
      pauses.pause(LOOK_EVERY);
    }
  }

  private void makeHappen(Planned planned, Target hitTarget) {
    @Nullable Thread watcher = null;
    try {
      watcher = beginAndEnd(planned, hitTarget);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      log.problem("%s: %s: %s".formatted(hitTarget.name(), planned.kind().text(), e));
    } finally {
      // Once, and before the watching ends: another fault may hit it from now on.
      hit.remove(hitTarget.name());
    }
    try {
      if (watcher != null) {
        watcher.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns who watches whether it is overcome. */
  private Thread beginAndEnd(Planned planned, Target hitTarget) throws Exception {
    @Nullable Member member = hitTarget.member();
    String target = hitTarget.name();
    long process = member == null ? -1 : member.process().pid();
    Recovery recovery = recovery(planned.kind(), member);
    Instant from = Instant.now();
    say("%s: %s for %d ms", target, planned.kind().text(), planned.hold().toMillis());
    Faults.End end = faults.begin(planned.kind(), member);
    AtomicReference<@Nullable Instant> endedAt = new AtomicReference<>();
    Thread watcher =
        Thread.ofVirtual()
            .name("watch")
            .start(() -> watch(planned.kind(), target, recovery, from, endedAt));
    new Waiting().pause(planned.hold());
    end.end();
    endedAt.set(Instant.now());
    log.happened(planned.kind(), process, from, Instant.now());
    return watcher;
  }

  private Recovery recovery(FaultKind kind, @Nullable Member member) throws Exception {
    if (member == null) {
      return Recovery.ofServer(heard);
    }
    if (kind.target() == FaultKind.Target.ENGINE) {
      return Recovery.ofEngine(journal, member.lifeName());
    }
    // To hit a worker hurts most when it has something in hand.
    long process = member.process().pid();
    new Waiting().until(WORK_LIMIT, () -> !Recovery.ofWorker(site, heard, process).nothingToDo());
    return Recovery.ofWorker(site, heard, process);
  }

  private void watch(
      FaultKind kind,
      String target,
      Recovery recovery,
      Instant from,
      AtomicReference<@Nullable Instant> endedAt) {
    if (recovery.nothingToDo()) {
      return;
    }
    try {
      if (new Waiting().until(limit, () -> recovery.over(endedAt.get()))) {
        Duration took = Duration.between(from, Instant.now());
        log.overcome(kind, took);
        say("%s: %s overcome after %d ms", target, kind.text(), took.toMillis());
      } else {
        log.problem(
            "%s: %s at %s was not overcome within %s".formatted(target, kind.text(), from, limit));
      }
    } catch (Exception e) {
      log.problem("%s: whether %s is overcome can't be told: %s".formatted(target, kind.text(), e));
    }
  }

  private void say(String format, Object... arguments) {
    double seconds = Duration.between(start, Instant.now()).toMillis() / 1_000.0;
    out.printf("%7.1f s  %s%n", seconds, format.formatted(arguments));
  }
}
