package io.taskflow.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How long partitions have no owner after an engine was killed or froze, in virtual time: what the
 * leases guarantee, however slow the machine is.
 */
class TakeoverTimeTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int SEEDS = 12;
  private static final Duration DEFAULT_LEASE = Duration.ofSeconds(10);
  private static final int PARTITIONS = 8;

  /** Engines on one journal, of which those go on that are stepped. */
  private static final class Engines implements AutoCloseable {

    private final InMemoryBroker broker = new InMemoryBroker();
    private final List<Transport> transports = new ArrayList<>();
    private final List<ManualEngine> all = new ArrayList<>();
    private final Duration lease;
    private Duration passed = Duration.ZERO;
    private final InMemoryJournal journal = new InMemoryJournal(PARTITIONS, this::now);

    Engines(Duration lease) {
      this.lease = lease;
    }

    private Instant now() {
      return START.plus(passed);
    }

    ManualEngine add(long seed) {
      Transport transport = broker.connect("engine-" + all.size());
      transports.add(transport);
      EngineBuilder builder =
          Engine.builder().name("engine-" + all.size()).transport(transport).journal(journal);
      if (!lease.equals(DEFAULT_LEASE)) {
        builder.leaseFor(lease);
      }
      ManualEngine engine =
          builder.manual(
              this::now,
              () -> passed.toNanos(),
              RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
      all.add(engine);
      return engine;
    }

    void pass(Duration time, List<ManualEngine> going) {
      for (Duration end = passed.plus(time); passed.compareTo(end) < 0; ) {
        step(going);
      }
    }

    private void step(List<ManualEngine> going) {
      for (ManualEngine engine : going) {
        while (engine.step()) {
          // until nothing of it is due
        }
      }
      passed = passed.plus(roundedTo(lease));
    }

    /** How long it takes until these engines drive all partitions. */
    Duration untilAllAreOwnedBy(List<ManualEngine> going) {
      Duration begin = passed;
      while (going.stream().mapToInt(e -> e.health().partitions().size()).sum() < PARTITIONS) {
        assertThat(passed.minus(begin)).isLessThan(Duration.ofMinutes(1));
        step(going);
      }
      return passed.minus(begin);
    }

    @Override
    public void close() {
      transports.forEach(Transport::close);
      journal.close();
    }
  }

  /** What the time that is measured is rounded up to. */
  private static Duration roundedTo(Duration lease) {
    return lease.dividedBy(250);
  }

  @Test
  void atDefaultSettingsPartitionsOfADeadEngineAreOwnedWithin15Seconds() {
    assertThat(longest(DEFAULT_LEASE)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void withALeaseOf2SecondsTheyAreWithin3() {
    assertThat(longest(Duration.ofSeconds(2))).isLessThan(Duration.ofSeconds(3));
  }

  /** The lease itself, an election, which comes each fifth of it, and a look each twentieth. */
  @ParameterizedTest
  @ValueSource(ints = {1_000, 30_000})
  void nobodyWaitsLongerThanALeaseAndAQuarter(int millis) {
    Duration lease = Duration.ofMillis(millis);
    assertThat(longest(lease))
        .isLessThanOrEqualTo(lease.plus(lease.dividedBy(4)).plus(roundedTo(lease)));
  }

  /** The longest of many takeovers, in which an engine dies at a moment of chance. */
  private static Duration longest(Duration lease) {
    Duration longest = Duration.ZERO;
    for (long seed = 1; seed <= SEEDS; seed++) {
      Duration took = takeover(lease, seed);
      longest = took.compareTo(longest) > 0 ? took : longest;
    }
    return longest;
  }

  private static Duration takeover(Duration lease, long seed) {
    Random random = new Random(seed);
    try (Engines engines = new Engines(lease)) {
      int count = 2 + random.nextInt(2);
      for (int i = 0; i < count; i++) {
        engines.add(seed * 10 + i);
      }
      engines.pass(lease.multipliedBy(2), engines.all);
      int mostAtATime =
          engines.all.stream().mapToInt(e -> e.health().partitions().size()).max().orElseThrow();
      assertThat(mostAtATime).as("shared evenly with seed " + seed).isLessThan(PARTITIONS);
      engines.pass(Duration.ofMillis(random.nextLong(lease.toMillis())), engines.all);
      List<ManualEngine> left = new ArrayList<>(engines.all);
      left.remove(random.nextInt(left.size()));
      return engines.untilAllAreOwnedBy(left);
    }
  }
}
