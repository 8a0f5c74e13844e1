package io.taskflow.controller.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.engine.journal.jdbc.SqliteSettings;
import io.taskflow.worker.std.StandardTasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an installation for developing starts. */
class DevTownTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private DevTown start(Messaging.Start brokers) {
    return DevTown.start(directory, brokers, List.of("default"), StandardTasks.harmless());
  }

  @Test
  void theJournalIsMadeWhileTheBrokerStarts() {
    Messaging.Start once =
        own -> {
          await().atMost(LIMIT).until(() -> hasTables(own.resolve("flows.db")));
          return Messaging.here();
        };
    try (DevTown town = start(once)) {
      assertThat(town.worker()).startsWith("dev-");
      assertThat(town.brokerTook()).as("there is none").isZero();
    }
  }

  @Test
  void aSecondOneLeavesTheFirstAlone() {
    AtomicBoolean begun = new AtomicBoolean();
    try (DevTown first = start(own -> Messaging.here())) {
      assertThatThrownBy(
              () ->
                  start(
                      own -> {
                        begun.set(true);
                        return Messaging.here();
                      }))
          .isInstanceOf(DevException.class)
          .hasMessageContaining("another 'taskflow dev' uses the directory " + directory)
          .hasMessageContaining("--directory");
      assertThat(begun).isFalse();
      assertThat(first.settings()).exists();
    }
  }

  @Test
  void settingsThatCantBeWrittenLeaveNoPartBehind() throws IOException {
    Files.createDirectories(directory.resolve("settings.properties").resolve("in-the-way"));

    assertThatThrownBy(() -> start(own -> Messaging.here()))
        .isInstanceOf(DevException.class)
        .hasMessageContaining("settings.properties can't be written");
    assertThat(directory).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void whatDoesNotStartLeavesNothingOpen() throws IOException {
    assertThatThrownBy(
            () ->
                start(
                    own -> {
                      throw new DevException("there is no RabbitMQ", null);
                    }))
        .isInstanceOf(DevException.class)
        .hasMessage("there is no RabbitMQ");
    start(own -> Messaging.here()).close();

    Files.write(directory.resolve("flows.db"), new byte[5_000]);
    assertThatThrownBy(() -> start(own -> Messaging.here())).isInstanceOf(JournalException.class);
    Files.delete(directory.resolve("flows.db"));
    start(own -> Messaging.here()).close();
    assertThat(directory.resolve(DevTown.SETTINGS)).doesNotExist();
  }

  @Test
  void whatIsStillBeingOpenedIsClosedAsSoonAsItIsOpen() throws Exception {
    CountDownLatch mayOpen = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Background<AutoCloseable> opening =
        Background.open(
            "slow",
            () -> {
              try {
                assertThat(mayOpen.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return closed::countDown;
            });
    Background<AutoCloseable> closing =
        Background.open(
            "closing",
            () -> {
              try {
                opening.close();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
              return () -> {};
            });
    mayOpen.countDown();
    closing.await();
    assertThat(closed.getCount()).isZero();
  }

  private static boolean hasTables(Path file) {
    try {
      SqliteJournal.openBeside(SqliteSettings.of(file)).close();
      return true;
    } catch (JournalException e) {
      return false;
    }
  }
}
