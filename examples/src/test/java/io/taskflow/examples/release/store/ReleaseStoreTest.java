package io.taskflow.examples.release.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseStoreTest {

  private static final ReleaseKey FIRST = new ReleaseKey("first", "flow-1");
  private static final ReleaseKey SECOND = new ReleaseKey("second", "flow-2");
  private static final ReleaseKey THIRD = new ReleaseKey("third", "flow-3");

  @TempDir Path directory;
  private ReleaseStore store;
  private StoreReader reader;

  @BeforeEach
  void makeStore() {
    store = new ReleaseStore(directory.resolve("store"));
    reader = new StoreReader(directory.resolve("store"));
  }

  @Test
  void publishesWhatWasStoredAndEntered() throws Exception {
    release(FIRST, "a.txt", "hello", "b/c.txt", "world");

    assertThat(reader.current()).contains("first");
    assertThat(reader.entries("first"))
        .extracting(FileDigest::path)
        .containsExactly("a.txt", "b/c.txt");
    assertThat(content(digest("a.txt", "hello"))).isEqualTo("hello");
    assertThat(reader.incomplete("first")).isEmpty();
    assertThat(reader.strays()).isEmpty();
  }

  @Test
  void leavesNothingOfTheOnlyReleaseThatIsReverted() throws Exception {
    release(FIRST, "a.txt", "hello", "same.txt", "hello");

    revert(FIRST, digest("a.txt", "hello"), digest("same.txt", "hello"));

    assertThat(reader.contents()).isEmpty();
  }

  @Test
  void keepsAnObjectThatAnotherFileOfTheReleaseNeeds() throws Exception {
    open(FIRST, 2);
    FileDigest one = put(FIRST, "one", "equal");
    FileDigest two = put(FIRST, "two", "equal");

    store.forget(FIRST, List.of(one.path()));
    assertThat(content(two)).isEqualTo("equal");

    store.forget(FIRST, List.of(two.path()));
    assertThatThrownBy(() -> content(two)).hasMessageContaining("no object " + two.sha256());
  }

  @Test
  void revertsALaterReleaseToTheEarlierOneWithAllItsContents() throws Exception {
    release(FIRST, "a", "kept", "b", "shared");
    release(SECOND, "b", "shared", "c", "new");
    assertThat(reader.current()).contains("second");

    revert(SECOND, digest("b", "shared"), digest("c", "new"));

    assertThat(reader.current()).contains("first");
    assertThat(reader.incomplete("first")).isEmpty();
    assertThat(reader.strays()).isEmpty();
    assertThat(reader.entries("first")).hasSize(2);
    assertThat(content(digest("b", "shared"))).isEqualTo("shared");
    assertThatThrownBy(() -> content(digest("c", "new"))).isInstanceOf(IOException.class);
  }

  @Test
  void pointsPastAReleaseThatWasRevertedInBetween() throws Exception {
    release(FIRST, "a", "1");
    release(SECOND, "a", "2");
    release(THIRD, "a", "3");

    revert(SECOND, digest("a", "2"));
    assertThat(reader.current()).contains("third");

    revert(THIRD, digest("a", "3"));
    assertThat(reader.current()).contains("first");
  }

  @Test
  void doesEverythingTwiceWithoutHarm() throws Exception {
    FileDigest file = digest("a", "text");
    for (int i = 0; i < 2; i++) {
      open(FIRST, 1);
    }
    for (int i = 0; i < 2; i++) {
      put(FIRST, "a", "text");
    }
    for (int i = 0; i < 2; i++) {
      store.enter(FIRST, List.of(file));
    }
    for (int i = 0; i < 2; i++) {
      store.publish(FIRST);
    }
    release(SECOND, "a", "other");
    store.publish(FIRST); // an attempt that comes very late
    assertThat(reader.current()).contains("second");
    assertThat(reader.strays()).isEmpty();

    for (int i = 0; i < 2; i++) {
      store.unpublish(FIRST);
    }
    for (int i = 0; i < 2; i++) {
      store.remove(FIRST, List.of("a"));
    }
    for (int i = 0; i < 2; i++) {
      store.forget(FIRST, List.of("a"));
    }
    for (int i = 0; i < 2; i++) {
      store.close(FIRST);
    }
    assertThat(reader.releases()).extracting(StoredRelease::name).containsExactly("second");
    assertThat(reader.strays()).isEmpty();
  }

  @Test
  void refusesAttemptsThatWereOvertakenByTheRevert() throws Exception {
    open(FIRST, 1);
    FileDigest file = digest("a", "late");
    store.refer(FIRST, List.of(file));
    StagedObject staged = stage(FIRST, "late");
    store.close(FIRST);

    assertThatThrownBy(() -> store.refer(FIRST, List.of(file))).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.place(FIRST, List.of(staged), Long.MAX_VALUE))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.enter(FIRST, List.of(file))).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.publish(FIRST))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("'first'");
    assertThatThrownBy(() -> stage(FIRST, "late")).isInstanceOf(IOException.class);
    assertThat(reader.contents()).isEmpty();
  }

  @Test
  void sweepsUpWhatALateAttemptWroteAfterTheRevertOfItsTask() throws Exception {
    open(FIRST, 1);
    put(FIRST, "a", "text");
    store.forget(FIRST, List.of("a"));
    put(FIRST, "a", "text");
    store.enter(FIRST, List.of(digest("a", "text")));
    stage(FIRST, "never placed");

    store.close(FIRST);

    assertThat(reader.contents()).isEmpty();
  }

  @Test
  void leavesAloneWhatBelongsToAnotherFlow() throws Exception {
    release(FIRST, "a", "text");
    ReleaseKey stranger = new ReleaseKey("first", "flow-9");

    assertThatThrownBy(() -> store.open(stranger, "/elsewhere", List.of(), 1))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("choose another name");
    store.unpublish(stranger);
    store.remove(stranger, List.of("a"));
    store.forget(stranger, List.of("a"));
    store.close(stranger);

    assertThat(reader.current()).contains("first");
    assertThat(reader.incomplete("first")).isEmpty();
  }

  @Test
  void refusesWhatDoesNotFitAndForgetsItWithItsReferences() throws Exception {
    open(FIRST, 2);
    put(FIRST, "small", "x");
    long room = reader.storedBytes() + 30;
    String noise = HexFormat.of().formatHex(noise(1_000));
    FileDigest large = digest("large", noise);
    store.refer(FIRST, List.of(large));
    StagedObject staged = stage(FIRST, noise);

    assertThatThrownBy(() -> store.place(FIRST, List.of(staged), room))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("the store is full");

    store.forget(FIRST, List.of("small", "large"));
    store.close(FIRST);
    assertThat(reader.contents()).isEmpty();
  }

  @Test
  void keepsWhatIsNeededWhileManyReleasesComeAndGoAtOnce() throws Exception {
    release(FIRST, "a", "1", "b", "2", "c", "3");
    List<Callable<Void>> others =
        IntStream.range(0, 4).<Callable<Void>>mapToObj(i -> () -> comeAndGo(i)).toList();

    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Void> done : threads.invokeAll(others)) {
        done.get();
      }
    }

    assertThat(reader.releases()).extracting(StoredRelease::name).containsExactly("first");
    assertThat(reader.current()).contains("first");
    assertThat(reader.incomplete("first")).isEmpty();
    assertThat(reader.strays()).isEmpty();
  }

  /** A store object of its own, as another process would have. */
  private Void comeAndGo(int number) throws Exception {
    ReleaseStore other = new ReleaseStore(directory.resolve("store"));
    ReleaseKey key = new ReleaseKey("r" + number, "flow-r" + number);
    Random random = new Random(number);
    for (int turn = 0; turn < 3; turn++) {
      FileDigest shared = digest("shared", Integer.toString(1 + random.nextInt(5)));
      other.open(key, "/source", List.of(), 1);
      if (!other.refer(key, List.of(shared)).isEmpty()) {
        other.place(key, List.of(stage(other, key, shared.sha256(), contentOf(shared))), 1_000_000);
      }
      other.enter(key, List.of(shared));
      other.publish(key);
      assertThat(reader.incomplete(key.name())).as("seed %s, turn %s", number, turn).isEmpty();
      other.unpublish(key);
      other.remove(key, List.of("shared"));
      other.forget(key, List.of("shared"));
      other.close(key);
    }
    return null;
  }

  private static String contentOf(FileDigest digest) {
    return IntStream.rangeClosed(1, 5)
        .mapToObj(Integer::toString)
        .filter(text -> digest("shared", text).equals(digest))
        .findFirst()
        .orElseThrow();
  }

  private void release(ReleaseKey key, String... pathsAndContents) throws Exception {
    open(key, pathsAndContents.length / 2);
    for (int i = 0; i < pathsAndContents.length; i += 2) {
      store.enter(key, List.of(put(key, pathsAndContents[i], pathsAndContents[i + 1])));
    }
    store.publish(key);
  }

  private void revert(ReleaseKey key, FileDigest... files) throws Exception {
    List<String> paths = Stream.of(files).map(FileDigest::path).toList();
    store.unpublish(key);
    store.remove(key, paths);
    store.forget(key, paths);
    store.close(key);
  }

  private void open(ReleaseKey key, long fileCount) throws Exception {
    store.open(key, "/source", List.of(), fileCount);
  }

  private FileDigest put(ReleaseKey key, String path, String content) throws Exception {
    FileDigest file = digest(path, content);
    if (!store.refer(key, List.of(file)).isEmpty()) {
      store.place(key, List.of(stage(key, content)), Long.MAX_VALUE);
    }
    return file;
  }

  private StagedObject stage(ReleaseKey key, String content) throws Exception {
    return stage(store, key, digest("", content).sha256(), content);
  }

  private static StagedObject stage(
      ReleaseStore store, ReleaseKey key, String sha256, String content) throws Exception {
    Path file = store.stagingFile(key, sha256);
    try (OutputStream target = new GZIPOutputStream(Files.newOutputStream(file))) {
      target.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return new StagedObject(sha256, content.length(), file);
  }

  private String content(FileDigest file) throws IOException {
    try (InputStream content = reader.content(file.sha256())) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static FileDigest digest(String path, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new FileDigest(path, FileKind.FILE, bytes.length, HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}
