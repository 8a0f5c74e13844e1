package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.taskflow.protocol.transport.OutgoingMessage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfirmWindowTest {

  private final InFlight inFlight = new InFlight();
  private final ConfirmWindow window = new ConfirmWindow(inFlight);

  private static PendingMessage pending(String key, String id, boolean mandatory, int bytes) {
    return new PendingMessage(
        new OutgoingMessage(
            "x", key, new byte[bytes], "t", id, null, "c", true, mandatory, null, Map.of()),
        outcome -> {});
  }

  private PendingMessage add(String id) {
    PendingMessage pending = pending("k", id, true, 1);
    window.add(pending);
    return pending;
  }

  private static List<String> ids(List<PendingMessage> messages) {
    return messages.stream().map(pending -> pending.message().messageId()).toList();
  }

  @Test
  void settlesOneOrAllUpToANumber() {
    List.of("1", "2", "3", "4", "5").forEach(this::add);
    assertThat(ids(window.settle(2, false))).containsExactly("2");
    assertThat(ids(window.settle(4, true))).containsExactly("1", "3", "4");
    assertThat(window.isEmpty()).isFalse();
    assertThat(ids(window.settle(5, false))).containsExactly("5");
    assertThat(window.isEmpty()).isTrue();
  }

  @Test
  void countsWhatIsInFlightForAllWindowsOfALink() {
    ConfirmWindow other = new ConfirmWindow(inFlight);
    PendingMessage large = pending("k", "1", true, (int) InFlight.LITTLE / 2);
    other.add(large);
    assertThat(inFlight.isLittleWith(pending("k", "2", true, 1_000))).isTrue();
    window.add(large);
    assertThat(inFlight.isLittleWith(pending("k", "3", true, 1_000))).isFalse();
    window.settle(1, false);
    assertThat(inFlight.isLittleWith(pending("k", "4", true, 1_000))).isTrue();
    window.add(large);
    window.reset();
    other.reset();
    assertThat(inFlight.isLittleWith(large)).isTrue();
  }

  @Test
  void countsHeadersAsWellAsBodies() {
    OutgoingMessage message = pending("k", "1", true, 0).message();
    String text = "x".repeat((int) InFlight.LITTLE);
    PendingMessage pending =
        new PendingMessage(message.withHeaders(Map.of("h", text)), outcome -> {});
    assertThat(inFlight.isLittleWith(pending)).isFalse();
  }

  @Test
  void ignoresNumbersThatAreNotInFlight() {
    add("1");
    assertThat(window.settle(7, false)).isEmpty();
    assertThat(ids(window.settle(9, true))).containsExactly("1");
    assertThat(window.settle(1, false)).isEmpty();
  }

  @Test
  void isFullByCountUntilTheOldestIsSettled() {
    for (int i = 0; i < ConfirmWindow.CAPACITY; i++) {
      assertThat(window.isFull()).isFalse();
      add("m");
    }
    assertThat(window.isFull()).isTrue();
    window.settle(2, false);
    assertThat(window.isFull()).isTrue();
    window.settle(1, false);
    assertThat(window.isFull()).isFalse();
  }

  @Test
  void goesOnCountingBeyondItsCapacity() {
    for (long n = 1; n <= 3L * ConfirmWindow.CAPACITY; n++) {
      add(Long.toString(n));
      assertThat(ids(window.settle(n, true))).containsExactly(Long.toString(n));
    }
    assertThat(window.isEmpty()).isTrue();
  }

  @Test
  void isFullByBytes() {
    window.add(pending("k", "large", true, (int) ConfirmWindow.BYTES));
    assertThat(window.isFull()).isTrue();
    window.settle(1, false);
    assertThat(window.isFull()).isFalse();
  }

  @Test
  void givesEverythingBackInOrderAndCountsAnew() {
    List.of("1", "2", "3").forEach(this::add);
    window.settle(2, false);
    assertThat(ids(window.reset())).containsExactly("1", "3");
    add("4");
    assertThat(ids(window.settle(1, false))).containsExactly("4");
  }

  @Test
  void marksTheReturnedMessageByExchangeKeyAndId() {
    PendingMessage other = add("other");
    PendingMessage optional = pending("k", "id", false, 1);
    PendingMessage otherKey = pending("other key", "id", true, 1);
    PendingMessage meant = pending("k", "id", true, 1);
    List.of(optional, otherKey, meant).forEach(window::add);
    window.markReturned("x", "k", new BasicProperties.Builder().messageId("id").build());
    assertThat(meant.returned()).isTrue();
    assertThat(List.of(other, optional, otherKey)).noneMatch(PendingMessage::returned);
  }

  @Test
  void marksEqualMessagesOneAfterAnother() {
    PendingMessage first = pending("k", "", true, 1);
    PendingMessage second = pending("k", "", true, 1);
    List.of(first, second).forEach(window::add);
    BasicProperties withoutId = new BasicProperties.Builder().build();
    window.markReturned("x", "k", withoutId);
    assertThat(first.returned()).isTrue();
    assertThat(second.returned()).isFalse();
    window.markReturned("x", "k", withoutId);
    assertThat(second.returned()).isTrue();
  }
}
