package io.taskflow.examples.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.examples.release.source.SourceFile;
import io.taskflow.examples.release.source.SourceTree;
import io.taskflow.examples.release.store.FileKind;
import io.taskflow.protocol.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FileBatchesTest {

  @Test
  void givesEachFileASubFlowOfItsOwnWhileThereAreFew() {
    assertThat(FileBatches.of(files(1_000, 10))).hasSize(1_000).allMatch(b -> b.size() == 1);
    assertThat(FileBatches.of(List.of())).isEmpty();
  }

  @Test
  void keepsTheFlowSmallHoweverManyFilesThereAre() throws IOException {
    List<SourceFile> files = files(ReleasePlan.MAX_FILES, 500);

    List<List<SourceFile>> batches = FileBatches.of(files);

    assertThat(batches).hasSizeLessThanOrEqualTo(1_000);
    assertThat(batches.stream().flatMap(Collection::stream).toList()).isEqualTo(files);
    assertThat(plan(files).taskCount()).isLessThanOrEqualTo(3_003);
  }

  @Test
  void leavesLargeFilesAlone() {
    List<List<SourceFile>> batches = FileBatches.of(files(2_000, 40L * 1024 * 1024));

    assertThat(batches).hasSize(2_000);
  }

  @Test
  void keepsWhatTravelsInAMessageSmall() {
    List<SourceFile> files =
        IntStream.range(0, 50_000)
            .mapToObj(i -> new SourceFile("ü".repeat(1_500) + i, FileKind.FILE, 1))
            .toList();

    assertThat(FileBatches.of(files))
        .allSatisfy(batch -> assertThat(Json.of(batch).length()).isLessThan(100_000));
  }

  @Test
  void refusesTooManyFiles() {
    assertThatThrownBy(() -> plan(files(ReleasePlan.MAX_FILES + 1, 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("100,001 files")
        .hasMessageContaining("at most 100,000");
  }

  @Test
  void refusesAStoreWithinTheDirectory() {
    SourceTree source = new SourceTree(Path.of("/source"), files(1, 1));
    assertThatThrownBy(
            () -> ReleasePlan.of(source, ReleaseSettings.of("r", Path.of("/source/sub/store"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lies in the directory");
  }

  private static ReleasePlan plan(List<SourceFile> files) throws IOException {
    return ReleasePlan.of(
        new SourceTree(Path.of("/source"), files), ReleaseSettings.of("r", Path.of("/store")));
  }

  private static List<SourceFile> files(int count, long sizeBytes) {
    return IntStream.range(0, count)
        .mapToObj(i -> new SourceFile("directory/file-" + i, FileKind.FILE, sizeBytes))
        .toList();
  }
}
