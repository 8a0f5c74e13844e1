package io.taskflow.controller.host;

import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.EngineBuilder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How an engine drives flows; each is a method of {@link EngineBuilder}, which has the limits. */
final class EngineOptions {

  @Option(
      names = "--name",
      description =
          "Name in leases and logs, which no other running engine may have; otherwise engine-, a"
              + " number and a random part.")
  private @Nullable String name;

  @Option(
      names = "--topics",
      split = ",",
      arity = "1..*",
      paramLabel = "TOPIC",
      description =
          "Topics whose queues the engine declares, for workers that may not; otherwise workers do.")
  private List<String> topics = List.of();

  @Option(
      names = "--lease",
      defaultValue = "10s",
      description = "How long a partition stays an engine's that does not renew it.")
  private Duration lease = Duration.ZERO;

  @Option(
      names = "--keep-ended",
      description = "How long flows are kept after their end; otherwise for ever.")
  private @Nullable Duration keepEnded;

  @Option(
      names = "--parked-after",
      defaultValue = "15s",
      description = "After how long a request that no live worker takes is listed as trouble.")
  private Duration parkedAfter = Duration.ZERO;

  @Option(
      names = "--placement-limit",
      defaultValue = "5m",
      description =
          "How long a request is sent again that no queue or worker takes, for flows that don't say.")
  private Duration placementLimit = Duration.ZERO;

  @Option(
      names = "--max-outstanding",
      defaultValue = "10000",
      description = "Requests of one topic that a partition has out at once; the rest waits.")
  private int maxOutstanding;

  @Option(
      names = "--snapshot-every",
      defaultValue = "500",
      description = "Entries of a flow in the journal after which its state is stored as a whole.")
  private int snapshotEvery;

  @Option(
      names = "--keep-entries",
      defaultValue = "10000",
      description = "Last entries of a flow that are kept at least, once there is a snapshot.")
  private int keepEntries;

  /**
   * Begins to describe such an engine.
   *
   * @throws IllegalArgumentException if a setting is out of its limits
   */
  EngineBuilder builder() {
    EngineBuilder builder =
        Engine.builder()
            .topics(topics.toArray(String[]::new))
            .leaseFor(lease)
            .parkedAfter(parkedAfter)
            .maxOutstanding(maxOutstanding)
            .snapshotEvery(snapshotEvery)
            .keepEntries(keepEntries)
            .flowOptions(FlowOptions.DEFAULTS.withPlacementLimit(placementLimit));
    if (name != null) {
      builder.name(name);
    }
    if (keepEnded != null) {
      builder.keepEnded(keepEnded);
    }
    return builder;
  }
}
