package io.taskflow.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.facts.Facts;
import io.taskflow.testkit.conformance.facts.Mismatch;
import io.taskflow.testkit.conformance.vector.Vector;
import io.taskflow.testkit.conformance.vector.VectorReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A runner that passes everything proves nothing: each fact that is changed has to be found. */
class EveryFactIsCheckedTest {

  private static final Path VECTORS =
      Path.of(System.getProperty("taskflow.project.root", ".."), "testkit/src/test/conformance");

  private static final VectorRunner IN_ORDER = new VectorRunner(List.of());

  /** How many vectors of each kind are tried with each of their facts changed. */
  private static final int TRIED = 6;

  @Test
  void aFactThatIsChangedIsTheOneThatDiffers() throws IOException {
    for (String file : List.of("retry.json", "decider.json", "suspend.json", "missing.json")) {
      for (Vector vector : VectorReader.read(VECTORS.resolve(file)).subList(0, TRIED)) {
        if (IN_ORDER.run(vector).differences().isEmpty()) {
          changeEachFact(vector);
        }
      }
    }
  }

  private static void changeEachFact(Vector vector) {
    for (String path : Facts.expected(vector.expect()).byPath().keySet()) {
      Verdict verdict = IN_ORDER.run(changed(vector, path));
      assertThat(verdict.mismatches())
          .as("differences of %s with another %s", vector.id(), path)
          .extracting(Mismatch::path)
          .containsExactly(path);
    }
  }

  @Test
  void whatIsSeenBesideACompleteExpectationDiffers() throws IOException {
    Vector vector = VectorReader.read(VECTORS.resolve("linear.json")).getFirst();
    Map<Object, Object> expect = members(vector.expect().toObject());
    Map<Object, Object> atoms = members(expect.get("atoms"));
    String atom = String.valueOf(atoms.keySet().iterator().next());
    members(atoms.get(atom)).remove("execute_calls");
    assertThat(IN_ORDER.run(with(vector, Json.of(expect))).mismatches())
        .extracting(Mismatch::path)
        .isNotEmpty()
        .allMatch(path -> path.startsWith("atoms/" + atom + "/execute_calls/"));
  }

  private static Vector changed(Vector vector, String path) {
    Object expect = vector.expect().toObject();
    List<String> keys = new ArrayList<>(List.of(path.split("/")));
    String last = keys.removeLast();
    Object at = expect;
    for (String key : keys) {
      at = members(at).get(key);
    }
    members(at).put(last, List.of("something else"));
    return with(vector, Json.of(expect));
  }

  @SuppressWarnings("unchecked")
  private static Map<Object, Object> members(Object object) {
    return (Map<Object, Object>) object;
  }

  private static Vector with(Vector vector, Json expect) {
    return new Vector(
        vector.id(),
        vector.category(),
        vector.flow(),
        vector.store(),
        vector.phases(),
        expect,
        vector.quirks());
  }
}
