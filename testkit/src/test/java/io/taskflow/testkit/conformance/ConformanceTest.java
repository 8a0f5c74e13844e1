package io.taskflow.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program prints, and how it ends. */
class ConformanceTest {

  private static final String VECTOR =
      """
      {"id": "%s", "category": "linear", "phases": [{}], "store": {"x": 2},
       "flow": {"type": "linear", "name": "f", "children": [
         {"type": "task", "name": "a", "requires": ["x"], "execute": [{"op": "sum", "add": 1}]}]},
       "expect": {"phases": {"0": {"outcome": "returned", "flow_state": "SUCCESS"}},
         "atoms": {"a": {"result": %d}}, "variant": ["trace"], "order": "total"}}
      """;

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void vectorsThatHoldAreCounted() throws IOException {
    Path file = write("good.json", vector("one", 3), vector("two", 3));
    assertThat(run(file.toString())).isZero();
    assertThat(out.toString().lines()).containsExactly("2 passed, 0 failed");
  }

  @Test
  void aVectorThatDoesNotHoldIsNamedWithItsFacts() throws IOException {
    write("bad.json", vector("one", 3), vector("two", 4));
    assertThat(run("--seeds", "1", directory.toString())).isEqualTo(1);
    assertThat(out.toString().lines())
        .containsExactly(
            "two (in order)", "  atoms/a/result: expected 4, but was 3", "1 passed, 1 failed");
  }

  @Test
  void allFilesOfADirectoryAreReadWhateverTheirExtension() throws IOException {
    write("one.json", vector("one", 3));
    write("two.txt", vector("two", 3));
    write("README.md", "This is no vector.");
    assertThat(run(directory.toString())).isZero();
    assertThat(out.toString().lines()).containsExactly("2 passed, 0 failed");
  }

  @Test
  void wrongUseIsNoFailedVector() throws IOException {
    assertThat(run()).isEqualTo(2);
    assertThat(run("--seeds", "many", directory.toString())).isEqualTo(2);
    assertThat(run(directory.resolve("nothing").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file or directory '" + directory);
    assertThat(run(write("broken.json", "{\"id\": ").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("not a vector: " + directory).contains("broken.json:1");
  }

  private int run(String... arguments) {
    return Conformance.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private Path write(String name, String... lines) throws IOException {
    return Files.writeString(directory.resolve(name), String.join("\n", lines));
  }

  private static String vector(String id, int result) {
    return VECTOR.formatted(id, result).replace("\n", "");
  }
}
