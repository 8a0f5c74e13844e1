package io.taskflow.testkit.chaos;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Submits flows, each under its key until an engine has confirmed it. Thread-safe. */
final class Load {

  private final Site site;
  private final Submitter submitter;
  private final Heard heard;
  private final FlowMaker maker;
  private final Random random;
  private final Waiting waiting;
  private final Map<String, ChaosFlow> submitted = new ConcurrentHashMap<>();
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();
  private final AtomicReference<@Nullable RuntimeException> problem = new AtomicReference<>();

  /**
   * @param waiting ended when no more flows are to be begun
   */
  Load(Site site, Submitter submitter, Heard heard, long seed, Waiting waiting) {
    this.site = site;
    this.submitter = submitter;
    this.heard = heard;
    this.maker = new FlowMaker(seed);
    this.random = new Random(seed);
    this.waiting = waiting;
  }

  /** Submits flows until waiting is ended. */
  void run() {
    try {
      while (waiting.pause(ChaosSettings.SUBMIT_EVERY)) {
        if (unfinished() < ChaosSettings.MAX_UNFINISHED) {
          begin();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins to submit the next flow. */
  void begin() {
    ChaosFlow flow = maker.next();
    int first = random.nextInt(site.engines().size());
    begun.incrementAndGet();
    Thread.ofVirtual().name("submit-" + flow.key()).start(() -> submit(flow, first));
  }

  private void submit(ChaosFlow flow, int first) {
    List<Member> engines = site.engines();
    Waiting pauses = new Waiting();
    try {
      for (int i = 0; ; i++) {
        Member engine = engines.get((first + i) % engines.size());
        Optional<String> id = submitter.submit(engine, flow.key(), flow.flow());
        if (id.isPresent()) {
          submitted.put(id.get(), flow);
          return;
        }
        repeated.incrementAndGet();
        pauses.pause(ChaosSettings.SUBMIT_EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      problem.compareAndSet(null, e);
    }
  }

  /** How many flows were begun and have not been heard to end. */
  long unfinished() {
    RuntimeException failed = problem.get();
    if (failed != null) {
      throw failed;
    }
    return begun.get() - submitted.keySet().stream().filter(id -> heard.end(id) != null).count();
  }

  /** The confirmed flows by their ids. */
  Map<String, ChaosFlow> submitted() {
    return Map.copyOf(submitted);
  }

  /** How many flows were begun. */
  int begun() {
    return begun.get();
  }

  /** How often a flow was submitted again, since what became of it was unknown. */
  int repeated() {
    return repeated.get();
  }
}
