package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.AttentionQuery;
import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.FlowId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Drives flows. An application embeds one; several engines, in several processes, may share a
 * journal (PostgreSQL) and a broker, and then share the flows and take over from each other.
 * Thread-safe.
 *
 * <pre>{@code
 * try (Engine engine = Engine.builder().transport(transport).journal(journal).start()) {
 *   FlowResult result = engine.submit(flow, Map.of("path", "/srv/data")).join();
 * }
 * }</pre>
 */
public interface Engine extends AutoCloseable {

  /** Begins to describe an engine. */
  static EngineBuilder builder() {
    return new EngineBuilder();
  }

  /** The engine's name: as it was built with, else unique for each start. */
  String name();

  /**
   * Submits a flow with values for its store. When this returns the flow is durable and will be
   * driven to an end, by this engine or another.
   *
   * @param store values by symbol; anything that {@link io.taskflow.protocol.Json#of} takes
   * @throws io.taskflow.engine.plan.InvalidFlowException with all problems of the flow at once;
   *     nothing is stored then
   * @throws IllegalArgumentException if a symbol or value can't be stored
   * @throws io.taskflow.engine.journal.JournalUnavailableException if whether it was stored is
   *     unknown; the message names the flow's id. Who wants to be able to just submit again gives
   *     the submission a key.
   */
  default FlowHandle submit(Flow flow, Map<String, ?> store) {
    return submit(flow, store, SubmitOptions.DEFAULTS);
  }

  /** As {@link #submit(Flow, Map)}, with more options. */
  FlowHandle submit(Flow flow, Map<String, ?> store, SubmitOptions options);

  /** A handle of a flow that was submitted some time, by any engine; empty if there is none. */
  Optional<FlowHandle> find(FlowId flow);

  /** Flows by filter, those first that were submitted last. */
  List<FlowRow> flows(FlowQuery query);

  /**
   * What a person should look at, in flows of all engines, those flows first that have waited
   * longest: reverts that failed, failures that their flow does not resolve, requests that no queue
   * or worker takes, and failures of requests that were delivered too often or begun by nobody in
   * time, until somebody has {@link FlowHandle#dismiss dismissed} them. Costs as much as the flows
   * of the page are large, however many others there are.
   */
  AttentionPage attention(AttentionQuery query);

  /** The workers that have been heard of lately, by name. */
  List<WorkerInfo> workers();

  /** Whether journal and broker can be used now, and how many partitions this engine has. */
  EngineHealth health();

  /**
   * Hands the partitions over and stops. Flows stay as they are: another engine, or the next start,
   * goes on with them. Idempotent.
   */
  @Override
  void close();
}
