package io.taskflow.security;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.protocol.security.KeyRing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file that says whose keys are believed: read again as it changes, explained if it is wrong.
 */
class KeyRingTest extends SignedRig {

  @TempDir private Path directory;

  @Test
  void keysRotateWithoutARestart() throws Exception {
    left.close();
    Path file = directory.resolve("keys.json");
    Keys next = Keys.named("left-2");
    write(file, ENGINE.json("engine"), LEFT.json("worker"));
    KeyRing ring = KeyRing.file(file);
    engine.close();
    engine = engine(security(ENGINE, ring));
    gate.countDown();
    left = worker("left", security(next, RING));
    engine.submit(linear("f", task("a", "waits").topic("left")).build(), Map.of());
    awaitRefused(1, "it is signed with the key 'left-2', which is not trusted");

    write(file, ENGINE.json("engine"), next.json("worker"), LEFT.json("worker"));
    await().atMost(LIMIT).until(() -> ring.key("left-2").isPresent());
    FlowHandle flow =
        engine.submit(linear("f", task("a", "waits").topic("left")).build(), Map.of());
    assertThat(flow.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);

    write(file, ENGINE.json("engine"), next.json("worker"));
    await().atMost(LIMIT).until(() -> ring.key("left-1").isEmpty());
    Files.writeString(file, "spoilt");
    await().atMost(LIMIT).until(() -> ring.key("left-2").isPresent());
  }

  @Test
  void aKeyRingThatMakesNoSenseIsExplained() throws Exception {
    Path file = directory.resolve("keys.json");
    write(file, ENGINE.json("engine"), ENGINE.json("engine"));
    assertThatThrownBy(() -> KeyRing.file(file))
        .hasMessage("key ring " + file + ": the id 'engine-1' is there twice");
    write(file, ENGINE.json("boss"));
    assertThatThrownBy(() -> KeyRing.file(file))
        .hasMessageContaining("key 0: the role is 'engine' or 'worker', not 'boss'");
    Files.writeString(
        file, "{\"keys\": [{\"id\": \"x\", \"role\": \"engine\", \"publicKey\": \"?\"}]}");
    assertThatThrownBy(() -> KeyRing.file(file)).hasMessageContaining("of an Ed25519 key");
  }

  private static void write(Path file, String... keys) throws Exception {
    Files.writeString(file, "{\"keys\": [" + String.join(",\n", keys) + "]}");
  }
}
