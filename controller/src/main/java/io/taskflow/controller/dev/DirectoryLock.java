package io.taskflow.controller.dev;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second installation out of a directory, from before anything is started in it. The
 * operating system gives the lock back when the process ends, however it ends.
 *
 * @param channel of the locked file, which stays: removing it would race with the next one
 */
record DirectoryLock(FileChannel channel) implements AutoCloseable {

  private static final String FILE = "lock";

  /**
   * Takes it, and makes the directory if it is not there.
   *
   * @throws DevException if somebody else has it
   */
  static DirectoryLock take(Path directory) {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      boolean taken = false;
      try {
        taken = channel.tryLock() != null;
      } catch (OverlappingFileLockException e) {
        // By this process itself.
      } finally {
        if (!taken) {
          channel.close();
        }
      }
      if (!taken) {
        throw new DevException(
            "another 'taskflow dev' uses the directory %s: stop that one, or name another directory with --directory"
                .formatted(directory),
            null);
      }
      return new DirectoryLock(channel);
    } catch (IOException e) {
      throw new DevException("the directory %s can't be used: %s".formatted(directory, e), e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
