package io.taskflow.examples.release.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.examples.release.store.FileKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTreeTest {

  @TempDir Path directory;

  @Test
  void listsFilesAndLinksByPathWithoutWhatIsExcluded() throws Exception {
    write("b/deep/z.txt", "zzz");
    write("a.txt", "a");
    write("b/target/left-out", "x");
    write("left-out", "x");
    Files.createDirectories(directory.resolve("empty"));

    SourceTree tree = SourceTree.scan(directory, Set.of("target", "left-out"));

    assertThat(tree.files())
        .containsExactly(
            new SourceFile("a.txt", FileKind.FILE, 1),
            new SourceFile("b/deep/z.txt", FileKind.FILE, 3));
    assertThat(tree.sizeBytes()).isEqualTo(4);
  }

  @Test
  void takesLinksAsLinksAndFollowsNone() throws Exception {
    write("real/inside.txt", "inside");
    Files.createSymbolicLink(directory.resolve("to-directory"), Path.of("real"));
    Files.createSymbolicLink(directory.resolve("to-nowhere"), Path.of("../nöwhere"));

    SourceTree tree = SourceTree.scan(directory, Set.of());

    assertThat(tree.files())
        .extracting(SourceFile::path)
        .containsExactly("real/inside.txt", "to-directory", "to-nowhere");
    assertThat(tree.files().get(1).kind()).isEqualTo(FileKind.LINK);
    assertThat(content(tree.files().get(2))).isEqualTo("../nöwhere");
  }

  @Test
  void readsNoFileThatHasBecomeALink() throws Exception {
    write("file", "text");
    write("other", "not for release");
    SourceFile file = SourceTree.scan(directory, Set.of()).files().getFirst();
    Files.delete(directory.resolve("file"));
    Files.createSymbolicLink(directory.resolve("file"), Path.of("other"));

    assertThatThrownBy(() -> content(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a regular file any more");
  }

  @Test
  void refusesWhatIsNeitherFileNorDirectoryNorLink() throws Exception {
    Path fifo = directory.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> SourceTree.scan(directory, Set.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("fifo")
        .hasMessageContaining("exclude it");
    assertThat(SourceTree.scan(directory, Set.of("fifo")).files()).isEmpty();
  }

  @Test
  void refusesWhatIsNoDirectory() {
    assertThatThrownBy(() -> SourceTree.scan(directory.resolve("nothing"), Set.of()))
        .isInstanceOf(NotDirectoryException.class)
        .hasMessageContaining("nothing");
  }

  private String content(SourceFile file) throws IOException {
    try (InputStream content = file.open(directory)) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void write(String path, String content) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
