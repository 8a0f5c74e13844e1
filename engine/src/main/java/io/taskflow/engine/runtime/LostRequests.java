package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.Effect.Dispatch;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.engine.runtime.InboxItem.SendAgain;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.Signal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the open attempts whose request, or whose answer, may have been lost with a queue. They are
 * sent again with the same token: whichever answer comes first counts, and a worker that has the
 * attempt in hand or has just answered it does not run it twice.
 */
final class LostRequests {

  private LostRequests() {}

  /**
   * What is to be sent again, by flow. Costs as much as the partition has flows that are going.
   *
   * @param onTheWay called between flows: all together may take longer than the lease
   */
  static Map<LiveFlow, List<Effect>> find(
      EngineContext context, LiveFlows flows, int partition, SendAgain lost, Runnable onTheWay) {
    Map<LiveFlow, List<Effect>> again = new LinkedHashMap<>();
    GoingFlows going = new GoingFlows(context.journal(), partition);
    for (FlowRow row = going.next(); row != null; row = going.next()) {
      onTheWay.run();
      add(context, row, flows, again, lost);
    }
    return again;
  }

  private static void add(
      EngineContext context,
      FlowRow row,
      LiveFlows flows,
      Map<LiveFlow, List<Effect>> again,
      SendAgain lost) {
    try {
      flows.get(row.id()).ifPresent(flow -> add(again, flow, lost));
    } catch (JournalUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      Faults.report(context, row.partition(), "send again what was lost of", row.id(), e);
    }
  }

  private static void add(Map<LiveFlow, List<Effect>> again, LiveFlow flow, SendAgain lost) {
    List<Effect> dispatches = new ArrayList<>();
    for (Effect effect : FlowMachine.outstanding(flow.state())) {
      if (effect instanceof Dispatch dispatch && concerned(flow, dispatch, lost)
          || lost.topic() == null && asksChild(effect)) {
        dispatches.add(effect);
      }
    }
    if (!dispatches.isEmpty()) {
      again.put(flow, dispatches);
    }
  }

  /** A child that has ended sends its answer again when it is asked again. */
  private static boolean asksChild(Effect effect) {
    return effect instanceof Effect.Send send
        && (send.message() instanceof Signal.StartChild
            || send.message() instanceof Signal.RevertChild);
  }

  /**
   * With an inbox, any answer may be lost. With a topic, any request of it, also one that a worker
   * has begun: its delivery is gone, so that nobody gets it when that worker dies. Only an attempt
   * that is held by a lease is heard of again, or its lease ends. Of a task that must not run twice
   * nothing is sent again: {@link SilentRequests} finds it when nobody has it any more.
   */
  private static boolean concerned(LiveFlow flow, Dispatch dispatch, SendAgain lost) {
    OpenAttempt open = flow.state().atom(dispatch.task()).open();
    TaskSpec task = flow.plan().task(dispatch.task());
    return open != null
        && open.leasedUntil() == null
        && task.onWorkerLoss() != OnWorkerLoss.FAIL
        && (lost.topic() == null || task.topic().equals(lost.topic()));
  }
}
