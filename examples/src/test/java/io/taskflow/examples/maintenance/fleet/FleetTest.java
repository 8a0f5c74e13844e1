package io.taskflow.examples.maintenance.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTest {

  @TempDir private Path directory;
  private Fleet fleet;
  private FleetState before;

  @BeforeEach
  void create() throws IOException {
    fleet = Fleet.openOrCreate(directory.resolve("fleet"), 3, "1.0");
    before = fleet.state();
  }

  @Test
  void losesNoWorkloadOfAHostThatIsDrainedAndBringsThemHome() throws IOException {
    fleet.drain("host-2");

    assertThat(fleet.state().host("host-2").workloads()).isEmpty();
    assertThat(fleet.state().hosts()).flatMap(Host::workloads).hasSize(9).doesNotHaveDuplicates();

    fleet.returnToService("host-2");
    assertThat(fleet.state()).isEqualTo(before);
  }

  @Test
  void refusesToDrainASecondHost() throws IOException {
    fleet.drain("host-2");

    assertThatThrownBy(() -> fleet.drain("host-3"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'host-3' can't be drained while 'host-2' is out of service");
  }

  @Test
  void changesAndLogsNothingWhenAChangeIsMadeAgain() throws IOException {
    for (int i = 0; i < 2; i++) {
      fleet.mute("host-1");
    }
    for (int i = 0; i < 2; i++) {
      fleet.upgrade("host-1", "2.0");
    }
    assertThat(fleet.log()).containsExactly("mute host-1 0", "upgrade host-1 0");

    fleet.downgrade("host-1", "2.0");
    fleet.downgrade("host-1", "2.0");
    fleet.unmute("host-1");
    assertThat(fleet.state()).isEqualTo(before);
  }

  @Test
  void isFoundAgainAsItWas() throws IOException {
    fleet.drain("host-1");

    Fleet again = Fleet.openOrCreate(directory.resolve("fleet"), 7, "9.9");

    assertThat(again.state()).isEqualTo(fleet.state());
  }

  @Test
  void refusesAFleetThatHasNoRoomForWorkloads() {
    assertThatThrownBy(() -> Fleet.openOrCreate(directory.resolve("one"), 1, "1.0"))
        .hasMessageContaining("at least 2 hosts");
    assertThatThrownBy(() -> fleet.drain("host-9")).hasMessageContaining("no host 'host-9'");
  }
}
