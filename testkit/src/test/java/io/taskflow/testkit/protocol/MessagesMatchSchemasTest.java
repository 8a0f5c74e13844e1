package io.taskflow.testkit.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.Message;
import io.taskflow.protocol.json.MalformedMessageException;
import io.taskflow.protocol.json.MalformedMessageException.Problem;
import io.taskflow.protocol.json.MessageCodec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesMatchSchemasTest {

  private static final MessageCodec CODEC = new MessageCodec();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyKindOfMessageIsValidAndComesBackEqual(long seed) {
    RandomMessages messages = new RandomMessages(new SplittableRandom(seed));
    Set<String> kinds = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      messages
          .oneOfEach()
          .forEach(
              message -> {
                byte[] body = CODEC.encode(message);
                MessageSchemas.assertValid(MessageCodec.kind(message), body);
                assertThat(CODEC.decode(body)).isEqualTo(message);
                kinds.add(MessageCodec.kind(message));
              });
    }
    assertThat(kinds).hasSameSizeAs(leaves(Message.class).toList());
  }

  /**
   * What the codec refuses breaks the schema too, and what is valid is understood: nobody who
   * writes by the schemas is refused.
   */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void theSchemasRefuseWhatTheDecoderRefuses(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RandomMessages messages = new RandomMessages(random);
    Map<Problem, Integer> refused = new EnumMap<>(Problem.class);
    int understood = 0;
    for (int i = 0; i < 1_500; i++) {
      Message message = messages.next();
      String kind = MessageCodec.kind(message);
      byte[] body = Mutations.of(random, CODEC.encode(message));
      List<String> problems = MessageSchemas.problems(kind, body);
      try {
        CODEC.decode(body);
        understood++;
      } catch (MalformedMessageException e) {
        refused.merge(e.problem(), 1, Integer::sum);
        assertThat(problems)
            .as("refused by the decoder (%s), seed %d: %s", e, seed, new String(body, UTF_8))
            .isNotEmpty();
      }
    }
    assertThat(refused).containsKeys(Problem.INVALID_FIELD, Problem.OTHER_VERSION);
    assertThat(refused.values().stream().mapToInt(n -> n).sum()).isGreaterThan(500);
    assertThat(understood).isGreaterThan(50);
  }

  @Test
  void anUnknownTypeIsAProblem() {
    assertThat(MessageSchemas.problems("no-such-kind", "{}".getBytes(UTF_8))).hasSize(1);
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    if (!type.isSealed()) {
      return Stream.of(type);
    }
    List<Class<?>> leaves = new ArrayList<>();
    for (Class<?> sub : type.getPermittedSubclasses()) {
      leaves(sub).forEach(leaves::add);
    }
    return leaves.stream();
  }
}
