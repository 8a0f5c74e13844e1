package io.taskflow.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Secrets in the files of a directory. Names hold no separator, so that none leads out of it. */
final class SecretDirectory implements SecretResolver {

  private static final long LARGEST_BYTES = 64 * 1024;

  private final Path directory;

  SecretDirectory(Path directory) {
    this.directory = directory;
  }

  @Override
  public Optional<String> resolve(String name, String taskType) {
    Path file = directory.resolve(name);
    try {
      if (Files.size(file) > LARGEST_BYTES) {
        throw new TaskFailure(
            "the file of secret '%s' is larger than %d bytes".formatted(name, LARGEST_BYTES));
      }
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return Optional.of(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new TaskFailure("the file of secret '%s' can't be read: %s".formatted(name, e), e);
    }
  }
}
