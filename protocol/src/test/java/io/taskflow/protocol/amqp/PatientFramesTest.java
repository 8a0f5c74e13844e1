package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.Frame;
import io.taskflow.protocol.concurrent.OwnerThread;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatientFramesTest {

  private static final int BYTES_OF_EMPTY_FRAME = 8;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private InputStream toBeRead = InputStream.nullInputStream();
  private final AtomicInteger helped = new AtomicInteger();
  private final OwnerThread owner =
      new OwnerThread("owner", helping -> helped.incrementAndGet() < 0);
  private final PatientFrames frames;

  PatientFramesTest() throws IOException {
    Socket socket =
        new Socket() {
          @Override
          public InputStream getInputStream() {
            return new InputStream() {
              @Override
              public int read() throws IOException {
                return toBeRead.read();
              }

              @Override
              public int read(byte[] into, int offset, int length) throws IOException {
                // No more than asked for, so that nothing is buffered.
                return toBeRead.read(into, offset, Math.min(length, 1));
              }

              @Override
              public int available() throws IOException {
                return toBeRead.available();
              }
            };
          }

          @Override
          public OutputStream getOutputStream() {
            return written;
          }
        };
    frames = new PatientFrames(socket, new InlineExecutor(), 1);
  }

  private static byte[] emptyFrames(int count) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      new Frame(AMQP.FRAME_HEARTBEAT, 0).writeTo(new DataOutputStream(bytes));
    }
    return bytes.toByteArray();
  }

  private void readOneThatHandsSomethingOver() throws IOException {
    assertThat(frames.readFrame()).isNotNull();
    owner.hand(() -> {});
    frames.handed(owner);
  }

  @Test
  void whoIsHandedSomethingIsHelpedWhenThereIsNothingMoreToRead() throws IOException {
    toBeRead = new ByteArrayInputStream(emptyFrames(3));
    readOneThatHandsSomethingOver();
    readOneThatHandsSomethingOver();
    readOneThatHandsSomethingOver();
    assertThat(helped).hasValue(0);

    assertThatThrownBy(frames::readFrame).isInstanceOf(EOFException.class);
    assertThat(helped).hasValue(1);
  }

  @Test
  void whoIsHandedMuchIsHelpedAlthoughThereIsMoreToRead() throws IOException {
    toBeRead = new ByteArrayInputStream(emptyFrames(1_000));
    for (int i = 0; i < 999; i++) {
      readOneThatHandsSomethingOver();
    }
    assertThat(helped.get()).isBetween(5, 100);
  }

  @Test
  void theThreadThatReadsDoesNotWriteForOthers() throws IOException {
    toBeRead = new ByteArrayInputStream(emptyFrames(1));
    assertThat(frames.beginAlone()).isTrue();
    frames.endAlone();
    assertThat(frames.readFrame()).isNotNull();
    assertThat(frames.beginAlone()).isFalse();
  }

  @Test
  void whoIsHandedLittleIsHelpedWhenMuchElseIsRead() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < 12; i++) {
      DataOutputStream frame = new DataOutputStream(bytes);
      frame.writeByte(AMQP.FRAME_BODY);
      frame.writeShort(1);
      frame.writeInt(8_000);
      frame.write(new byte[8_000]);
      frame.writeByte(AMQP.FRAME_END);
    }
    toBeRead = new ByteArrayInputStream(bytes.toByteArray());
    readOneThatHandsSomethingOver();
    for (int i = 0; i < 9; i++) {
      assertThat(helped).hasValue(0);
      frames.readFrame();
    }
    frames.readFrame();
    assertThat(helped).hasValue(1);
  }

  @Test
  void whoIsHandedSomethingIsHelpedWhenTheConnectionEnds() throws IOException {
    byte[] two = emptyFrames(2);
    toBeRead = new ByteArrayInputStream(two, 0, two.length - 1);
    readOneThatHandsSomethingOver();

    assertThatThrownBy(frames::readFrame).isInstanceOf(EOFException.class);
    assertThat(helped).hasValue(1);
  }

  @Test
  void whoIsHandedSomethingByAnotherThreadIsHelpedAtOnce() throws Exception {
    toBeRead = new ByteArrayInputStream(emptyFrames(2));
    assertThat(frames.readFrame()).isNotNull();
    owner.hand(() -> {});
    Thread other = Thread.ofPlatform().start(() -> frames.handed(owner));
    other.join();
    assertThat(helped).hasValue(1);
  }

  private void say() throws IOException {
    frames.writeFrame(new Frame(AMQP.FRAME_HEARTBEAT, 0));
    frames.flush(null);
  }

  private void assertThatWrittenAre(int count) {
    assertThat(written.size()).isEqualTo(count * BYTES_OF_EMPTY_FRAME);
  }

  @Test
  void aFrameIsWrittenAtOnceIfNobodyHasMoreToSay() throws IOException {
    say();

    assertThatWrittenAre(1);
  }

  @Test
  void framesAreWrittenTogetherAtTheEndOfWhatSomebodyHasToSay() throws IOException {
    frames.begin();
    say();
    say();
    assertThatWrittenAre(0);

    frames.end();
    assertThatWrittenAre(2);
  }

  @Test
  void whoeverEndsDoesNotWaitForOthers() throws IOException {
    frames.begin();
    frames.begin();
    say();
    frames.end();

    assertThatWrittenAre(1);
  }

  @Test
  void afterwardsFramesAreWrittenAtOnceAgain() throws IOException {
    frames.begin();
    frames.end();
    say();

    assertThatWrittenAre(1);
  }

  @Test
  void nobodyTalksAloneWhileOthersTalkForTheyMayBeHeldUp() throws Exception {
    frames.begin();
    assertThat(CompletableFuture.supplyAsync(frames::beginAlone).get()).isFalse();
    frames.end();
    assertThat(frames.beginAlone()).isTrue();
    assertThat(CompletableFuture.supplyAsync(frames::beginAlone).get()).isFalse();
    say();
    assertThatWrittenAre(0);
    frames.endAlone();
    assertThatWrittenAre(1);
  }
}
