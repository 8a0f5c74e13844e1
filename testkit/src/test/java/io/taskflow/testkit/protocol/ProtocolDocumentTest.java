package io.taskflow.testkit.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the document for writers of workers says is true. */
class ProtocolDocumentTest {

  private static final Pattern EXAMPLE = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);

  private final String document = read();

  @Test
  void everyExampleIsValidAndUnderstood() {
    MessageCodec codec = new MessageCodec();
    Set<String> shown = new TreeSet<>();
    for (String example : examples()) {
      Json kind = Json.parse(example).member("kind");
      String type = kind == null ? MessageSchemas.FLOW_EVENT : kind.as(String.class);
      MessageSchemas.assertValid(type, example.getBytes(UTF_8));
      if (kind != null) {
        Message message = codec.decode(example.getBytes(UTF_8));
        assertThat(codec.decode(codec.encode(message))).isEqualTo(message);
      }
      shown.add(type);
    }

    assertThat(shown).containsAll(kinds()).contains(MessageSchemas.FLOW_EVENT);
  }

  @Test
  void everyFailureCodeIsExplained() {
    for (FailureCode code : FailureCode.values()) {
      assertThat(document)
          .contains("| `" + code.name().toLowerCase(Locale.ROOT).replace('_', '-') + "` |");
    }
  }

  @Test
  void theNamesAtTheBrokerAreThoseOfTheTopology() {
    Topology topology = Topology.defaults();

    assertThat(document)
        .contains(
            "`" + topology.tasksExchange() + "` | direct",
            "`" + topology.inboxExchange() + "` | direct",
            "`" + topology.controlExchange() + "` | topic",
            "`" + topology.eventsExchange() + "` | topic",
            "`" + topology.deadExchange() + "` | topic",
            "`" + topology.tasksQueue("<topic>") + "`",
            "`" + topology.inboxQueue(0).replace('0', '<') + "partition>`",
            "`" + topology.workerKey("<worker>") + "`",
            "`" + topology.topicKey("<topic>") + "`",
            "`" + topology.allWorkersKey() + "`",
            "`" + topology.announcementKey() + "`",
            "delivered " + topology.deliveryLimit() + " times");
  }

  private static Set<String> kinds() {
    Set<String> kinds = new TreeSet<>();
    new RandomMessages(new SplittableRandom(1))
        .oneOfEach()
        .forEach(message -> kinds.add(MessageCodec.kind(message)));
    return kinds;
  }

  private List<String> examples() {
    return EXAMPLE.matcher(document).results().map((MatchResult m) -> m.group(1)).toList();
  }

  private static String read() {
    try {
      return Files.readString(ProjectFiles.root().resolve(Path.of("docs", "protocol.md")));
    } catch (IOException e) {
      throw new AssertionError("docs/protocol.md can't be read", e);
    }
  }
}
