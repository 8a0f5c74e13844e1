package io.taskflow.engine.runtime;

import io.taskflow.engine.runtime.InboxItem.Asked;
import io.taskflow.engine.runtime.InboxItem.Delivered;
import io.taskflow.engine.runtime.InboxItem.Submitted;
import io.taskflow.protocol.FlowId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of an item that can't be decided because of a defect or a damaged journal. One such
 * flow must not stop the others of its partition, and nothing may be lost: a delivery is held,
 * neither acknowledged nor given back, so that the broker delivers it again to the next owner,
 * perhaps one that has been mended.
 */
final class Faults {

  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private Faults() {}

  static void hold(EngineContext context, int partition, InboxItem item, RuntimeException error) {
    context.metrics().fault();
    String held =
        switch (item) {
          case Delivered d ->
              "a message of kind '"
                  + d.delivery().type()
                  + "', which is held until the partition has a new owner";
          case Asked a -> {
            a.done().completeExceptionally(error);
            yield "a request for flow " + a.flow();
          }
          case Submitted s -> {
            s.done().completeExceptionally(error);
            yield "the submission of flow " + s.flow().row().id();
          }
          case InboxItem.Undelivered u -> "an undelivered request of flow " + u.flow();
          case InboxItem.Repeat r -> "requests of flow " + r.flow() + " to be sent again";
          case InboxItem.SentTwice s -> "a request of flow " + s.flow() + " that was sent twice";
          case InboxItem.SendAgain s -> "requests to be sent again";
          case InboxItem.LookForPending l -> "flows that were not started";
        };
    LOG.error("partition {}: can't decide {}", partition, held, error);
  }

  /**
   * One flow can't be gone on with; the others are.
   *
   * @param what was to be done, for instance {@code start}
   */
  static void report(
      EngineContext context, int partition, String what, FlowId flow, RuntimeException error) {
    context.metrics().fault();
    LOG.error("partition {}: can't {} flow {}", partition, what, flow, error);
  }

  /** Something that is stored can't be told to others. */
  static void unwritable(
      EngineContext context, int partition, FlowId flow, String what, RuntimeException error) {
    context.metrics().fault();
    LOG.error("partition {}: can't write {} of flow {}", partition, what, flow, error);
  }
}
