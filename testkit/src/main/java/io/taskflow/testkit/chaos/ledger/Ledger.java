package io.taskflow.testkit.chaos.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file that many processes append lines to. Each line is one write, so that a process that is
 * killed leaves all of it or nothing. Thread-safe.
 */
public final class Ledger {

  private final Path file;

  /** The ledger in this file, which is made when something is noted. */
  public Ledger(Path file) {
    this.file = file;
  }

  /** Appends a line. */
  public void note(LedgerLine line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(line.text().getBytes(StandardCharsets.US_ASCII));
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /**
   * Lines that follow each other.
   *
   * @param lines in the order in which they were noted
   * @param end the position in the file behind the last of them
   */
  public record Part(List<LedgerLine> lines, long end) {
    /** Copies the list. */
    public Part {
      lines = List.copyOf(lines);
    }
  }

  /** All lines. */
  public Part read() throws IOException {
    return readFrom(0);
  }

  /** The lines from a position on, which is the end of another part. */
  public Part readFrom(long position) throws IOException {
    if (!Files.exists(file)) {
      return new Part(List.of(), 0);
    }
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size() - position));
      channel.position(position);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // read the rest
      }
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
      // What comes after the last end of a line is being written at this moment.
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      return new Part(whole.lines().map(LedgerLine::parse).toList(), position + whole.length());
    }
  }
}
