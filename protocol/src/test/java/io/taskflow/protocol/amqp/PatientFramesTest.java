package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PatientFramesTest {

  private static final int BYTES_OF_EMPTY_FRAME = 8;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PatientFrames frames;

  PatientFramesTest() throws IOException {
    Socket socket =
        new Socket() {
          @Override
          public InputStream getInputStream() {
            return InputStream.nullInputStream();
          }

          @Override
          public OutputStream getOutputStream() {
            return written;
          }
        };
    frames = new PatientFrames(socket, new InlineExecutor(), 1);
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
