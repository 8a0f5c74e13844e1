package io.taskflow.controller;

import io.taskflow.controller.site.Following;
import io.taskflow.controller.site.Site;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.FlowHandle;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Asks something of a flow and waits until its owner has taken it, which the history of the flow
 * shows.
 */
final class Asking {

  private static final long LOOK_MILLIS = 100;

  private final Site site;
  private final FlowHandle flow;
  private final Printing printing;
  private final WhoOptions who;

  Asking(Site site, FlowHandle flow, Printing printing, WhoOptions who) {
    this.site = site;
    this.flow = flow;
    this.printing = printing;
    this.who = who;
  }

  /**
   * Asks.
   *
   * @param what for people: {@code suspend}
   * @param request brings it to the owner
   * @param taken what shows that it was taken
   */
  int ask(String what, Runnable request, Predicate<FlowEvent> taken) throws InterruptedException {
    awaitBegun(site, flow, who.patience());
    Following following = Following.fromNow(site.journal(), flow.id());
    request.run();
    boolean seen = await(following, taken);
    FlowStatus status = flow.status();
    if (printing.isJson()) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("flow", flow.id().value());
      all.put("asked", what);
      all.put("taken", seen);
      all.put("status", status.name());
      printing.json(all);
    } else if (seen) {
      printing.line("flow %s: %s; %s".formatted(flow.id(), what, printing.status(status.name())));
    } else {
      String nobody = site.whyNobodyDrives(flow.id());
      printing.line(
          "flow %s: %s is asked for and stored, but not taken yet; %s"
              .formatted(
                  flow.id(),
                  what,
                  nobody == null ? "its owner has not come to it, or has refused it" : nobody));
    }
    return seen ? ExitCode.DONE : ExitCode.NOT_TAKEN;
  }

  /**
   * Waits until a flow that was just submitted has begun: its owner begins it in no time, and
   * refuses all that is asked before. Returns at once if there is no owner.
   */
  static void awaitBegun(Site site, FlowHandle flow, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    boolean patient = true;
    while (patient
        && flow.status() == FlowStatus.PENDING
        && site.whyNobodyDrives(flow.id()) == null) {
      never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      patient = System.nanoTime() - deadline < 0;
    }
  }

  private boolean await(Following following, Predicate<FlowEvent> taken)
      throws InterruptedException {
    Duration patience = who.patience();
    long deadline = System.nanoTime() + patience.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      if (following.next().stream().anyMatch(taken)) {
        return true;
      }
      if (System.nanoTime() - deadline >= 0 || never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
  }
}
