package io.taskflow.examples.vmboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.examples.host.EngineHost;
import io.taskflow.examples.vmboot.cloud.CloudClient;
import io.taskflow.examples.vmboot.cloud.CloudException;
import io.taskflow.examples.vmboot.cloud.Fault;
import io.taskflow.examples.vmboot.cloud.Fault.Effect;
import io.taskflow.examples.vmboot.cloud.Resource;
import io.taskflow.examples.vmboot.cloud.Resource.Status;
import io.taskflow.examples.vmboot.cloud.Resource.Wanted;
import io.taskflow.examples.vmboot.cloud.SimulatedCloud;
import io.taskflow.protocol.FlowId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The flow against the simulated cloud, with engine and worker in this JVM. */
class VmBootTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path temp;
  private SimulatedCloud cloud;
  private EngineHost host;

  @BeforeEach
  void start() throws IOException {
    cloud = SimulatedCloud.start(Map.of("servers", 2), Duration.ofMillis(50));
    host =
        EngineHost.local(temp.resolve("journal.db"))
            .withWorker("worker", VmBootTasks.TOPIC, 4, new VmBootTasks());
  }

  @AfterEach
  void stop() {
    host.close();
    cloud.close();
  }

  @Test
  void bootsAServerOnItsOwnNetworkVolumeAndAddress() throws Exception {
    FlowResult result = boot();

    assertThat(result.status()).as("%s", result.failures()).isEqualTo(FlowStatus.SUCCESS);
    Resource server = result.value("server", Resource.class);
    assertThat(server.status()).isEqualTo(Status.ACTIVE);
    assertThat(server.attributes())
        .containsEntry("addressId", result.value("addressId", String.class))
        .containsEntry("volumeId", result.value("volumeId", String.class));
    assertThat(cloud.resources())
        .extracting(Resource::kind)
        .containsExactlyInAnyOrder("networks", "volumes", "addresses", "servers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"networks", "volumes", "addresses", "servers"})
  void givesEverythingBackWhenTheCloudRefuses(String kind) throws Exception {
    cloud.inject(new Fault("POST", kind, Effect.REFUSED));

    assertThat(boot().status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(cloud.resources()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"networks", "volumes", "addresses", "servers"})
  void givesBackWhatWasMadeButNeverHeardOf(String kind) throws Exception {
    cloud.inject(new Fault("POST", kind, Effect.ANSWER_LOST));

    FlowResult result = boot();

    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(result.failures().values())
        .anySatisfy(failure -> assertThat(failure.message()).contains("answered with 500"));
    assertThat(cloud.resources()).isEmpty();
  }

  @Test
  void givesEverythingBackWhenTheServerNeverRuns() throws Exception {
    cloud.inject(new Fault("POST", "servers", Effect.BUILD_FAILS));

    FlowResult result = boot();

    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(result.failures().get("ready").message()).contains("could not be built");
    assertThat(cloud.resources()).isEmpty();
  }

  @Test
  void revertsInTheReverseOrderOfWhatWasDone() throws Exception {
    cloud.inject(new Fault("POST", "servers", Effect.BUILD_FAILS));
    FlowHandle flow = host.engine().submit(VmBootFlow.flow(), VmBootExample.values(cloud));
    assertThat(flow.join(LIMIT).status()).isEqualTo(FlowStatus.REVERTED);
    host.close();

    assertThat(reverted(flow.id()))
        .contains("volume")
        .containsSubsequence("server", "address", "network")
        .containsSubsequence("server", "volume");
    assertThat(cloud.resources()).isEmpty();
  }

  @Test
  void canBeRunAsACommand() {
    String journal = temp.resolve("command.db").toString();

    assertThat(VmBootExample.run("--journal", journal)).isZero();
    assertThat(VmBootExample.run("--journal", journal, "--fail", "volumes")).isEqualTo(1);
    assertThat(VmBootExample.run("--journal", journal, "--fail", "clouds")).isEqualTo(2);
    assertThat(VmBootExample.run()).isEqualTo(2);
  }

  @Test
  void leavesOtherMachinesAloneWhenTheQuotaIsExceeded() throws Exception {
    boot();
    boot();
    int before = cloud.resources().size();

    FlowResult third = boot();

    assertThat(third.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(third.failures().get("server").message()).contains("quota exceeded");
    assertThat(cloud.resources()).hasSize(before);
  }

  @Test
  void failsBeforeAnyServerIsMadeWhenThereIsNoSuchImage() throws Exception {
    Map<String, Object> values = new TreeMap<>(VmBootExample.values(cloud));
    values.put("imageName", "plan9");

    FlowResult result = host.engine().submit(VmBootFlow.flow(), values).join(LIMIT);

    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(result.failures().get("image").message()).contains("no image 'plan9'");
    assertThat(cloud.resources()).isEmpty();
  }

  @Test
  void givesAMachineThatRunsBackOnRequest() throws Exception {
    FlowHandle flow = host.engine().submit(VmBootFlow.flow(), VmBootExample.values(cloud));
    assertThat(flow.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);

    flow.revert("test");

    assertThat(flow.join(LIMIT).status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(cloud.resources()).isEmpty();
  }

  @Test
  void makesNothingTwiceForOneIdempotencyKey() throws Exception {
    CloudClient client = new CloudClient();
    Wanted wanted = new Wanted("web-1", "flow/network", Map.of());

    Resource first = client.create(cloud.uri(), "networks", "key", wanted);
    Resource second = client.create(cloud.uri(), "networks", "key", wanted);

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(cloud.resources()).hasSize(1);
    assertThat(cloud.creationRequests()).isEqualTo(2);
  }

  @Test
  void deletesNothingThatIsInUse() throws Exception {
    FlowResult result = boot();
    Resource network =
        cloud.resources().stream()
            .filter(r -> r.id().equals(result.value("networkId", String.class)))
            .findFirst()
            .orElseThrow();

    assertThatThrownBy(() -> new CloudClient().delete(cloud.uri(), network))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("is in use by");
  }

  /** The tasks in the order in which they were reverted, as the journal has it. */
  private List<String> reverted(FlowId flow) {
    try (Journal journal = SqliteJournal.open(temp.resolve("journal.db"))) {
      return journal.entries(flow).stream()
          .flatMap(entry -> EntryCodec.read(entry).events().stream())
          .filter(FlowEvent.TaskReverted.class::isInstance)
          .map(event -> ((FlowEvent.TaskReverted) event).task())
          .toList();
    }
  }

  private FlowResult boot() throws Exception {
    return host.engine().submit(VmBootFlow.flow(), VmBootExample.values(cloud)).join(LIMIT);
  }
}
