package io.taskflow.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.machine.Transitions;
import io.taskflow.engine.machine.Transitions.OfAtom;
import io.taskflow.engine.machine.Transitions.OfFlow;
import io.taskflow.testkit.conformance.vector.Vector;
import io.taskflow.testkit.conformance.vector.VectorReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The machine does what TaskFlow was seen to do, in every order in which workers may answer, but
 * for what docs/differences-from-taskflow.md says. A failure names the vector and the seed.
 */
class RecordedFactsTest {

  private static final Path ROOT = Path.of(System.getProperty("taskflow.project.root", ".."));
  private static final List<Long> SEEDS = List.of(1L, 2L, 3L, 4L, 5L);

  /**
   * Changes that no vector leads to: most are ours alone (resetting, withdrawing, tasks without a
   * revert, retries that can't decide). The machine's own {@code TransitionsTest} has a test for
   * each, and its random tests walk them too.
   */
  private static final Set<Object> LEFT_TO_THE_MACHINE =
      Set.of(
          new OfFlow(FlowStatus.SUSPENDING, FlowStatus.RUNNING),
          new OfFlow(FlowStatus.SUSPENDING, FlowStatus.FAILURE),
          new OfFlow(FlowStatus.SUCCESS, FlowStatus.PENDING),
          new OfFlow(FlowStatus.FAILURE, FlowStatus.PENDING),
          new OfAtom(AtomStatus.RUNNING, AtomStatus.PENDING),
          new OfAtom(AtomStatus.FAILURE, AtomStatus.PENDING),
          new OfAtom(AtomStatus.REVERTING, AtomStatus.PENDING),
          new OfAtom(AtomStatus.REVERT_FAILURE, AtomStatus.PENDING),
          new OfAtom(AtomStatus.SUCCESS, AtomStatus.FAILURE),
          new OfAtom(AtomStatus.SUCCESS, AtomStatus.REVERTED),
          new OfAtom(AtomStatus.RUNNING, AtomStatus.REVERTED),
          new OfAtom(AtomStatus.RETRYING, AtomStatus.REVERTING),
          new OfAtom(AtomStatus.REVERT_FAILURE, AtomStatus.REVERTING),
          new OfAtom(AtomStatus.REVERT_FAILURE, AtomStatus.REVERTED),
          new OfAtom(AtomStatus.FAILURE, AtomStatus.SUCCESS),
          new OfAtom(AtomStatus.FAILURE, AtomStatus.IGNORE),
          new OfAtom(AtomStatus.RUNNING, AtomStatus.IGNORE));

  private static final List<Verdict> VERDICTS = new ArrayList<>();

  @BeforeAll
  static void runAll() throws IOException {
    VectorRunner runner = new VectorRunner(SEEDS);
    for (Vector vector : VectorReader.read(ROOT.resolve("testkit/src/test/conformance"))) {
      VERDICTS.add(runner.run(vector));
    }
  }

  @Test
  void allFactsHoldUnderEverySchedule() {
    assertThat(VERDICTS).hasSizeGreaterThanOrEqualTo(999);
    assertThat(VERDICTS).filteredOn(verdict -> !verdict.passed()).isEmpty();
  }

  @Test
  void theLegalTransitionsThatNoVectorWalksAreKnown() {
    Set<Object> left = new HashSet<>(Transitions.FLOW);
    left.addAll(Transitions.ATOM);
    VERDICTS.forEach(verdict -> left.removeAll(verdict.walked()));
    assertThat(left).isEqualTo(LEFT_TO_THE_MACHINE);
  }

  @Test
  void theDocumentNamesTheVectorsThatEachDifferenceTouches() throws IOException {
    SortedMap<String, SortedSet<String>> applied = new TreeMap<>();
    for (Verdict verdict : VERDICTS) {
      for (String difference : verdict.differences()) {
        applied.computeIfAbsent(difference, d -> new TreeSet<>()).add(verdict.id());
      }
    }
    assertThat(documented(Files.readString(ROOT.resolve("docs/differences-from-taskflow.md"))))
        .isEqualTo(applied);
  }

  /** The vectors under each heading that is a name; they stand in a block of code. */
  private static SortedMap<String, SortedSet<String>> documented(String document) {
    SortedMap<String, SortedSet<String>> all = new TreeMap<>();
    Matcher section =
        Pattern.compile("(?s)\n### `([^`]+)`\n.*?\n```text\n(.*?)\n```").matcher(document);
    while (section.find()) {
      all.put(section.group(1), new TreeSet<>(List.of(section.group(2).split("\\s+"))));
    }
    return all;
  }
}
