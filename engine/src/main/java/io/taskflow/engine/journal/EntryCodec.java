package io.taskflow.engine.journal;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes and reads the body of journal entries: {@code
 * {"first":17,"events":[{"kind":"task-succeeded", …}]}}. What is written must be readable by every
 * later version: fields may be added, none may be renamed or change its meaning. Kinds are a closed
 * list of ours; no type name of Java is written. Thread-safe.
 */
public final class EntryCodec {

  private static final Map<String, Class<? extends FlowEvent>> BY_KIND = kinds();

  private static final Map<Class<?>, String> KIND_OF =
      BY_KIND.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  private static final JsonMapper MAPPER =
      StoredJson.mapper()
          // Events are read one by one out of the middle of an entry.
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private EntryCodec() {}

  /**
   * What one entry holds.
   *
   * @param first the number, within the flow, of the first announcement that the events make
   * @param events in order
   */
  public record Body(long first, List<FlowEvent> events) {
    public Body {
      events = List.copyOf(events);
    }
  }

  /** The text of an entry. */
  public static String write(Body body) {
    StringBuilder text = new StringBuilder(96 * body.events().size() + 32);
    text.append("{\"first\":").append(body.first()).append(",\"events\":[");
    for (FlowEvent event : body.events()) {
      String fields = MAPPER.writeValueAsString(event);
      text.append("{\"kind\":\"").append(KIND_OF.get(event.getClass())).append('"');
      text.append(fields.length() > 2 ? "," : "").append(fields, 1, fields.length()).append(',');
    }
    if (!body.events().isEmpty()) {
      text.setLength(text.length() - 1);
    }
    // Texts of an engine's own may hold halves of surrogate pairs, which no database would store.
    return new Json(text.append("]}").toString()).text();
  }

  /**
   * Reads an entry.
   *
   * @throws JournalException if the entry is damaged or was written by a newer version
   */
  public static Body read(JournalEntry entry) {
    try (JsonParser in = MAPPER.createParser(entry.body())) {
      expect(in.nextToken() == JsonToken.START_OBJECT, entry, "it is no object");
      Long first = null;
      List<FlowEvent> events = null;
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = in.currentName();
        in.nextToken();
        switch (field) {
          case "first" -> first = in.getLongValue();
          case "events" -> events = events(entry, in);
          default -> in.skipChildren();
        }
      }
      expect(in.currentToken() == JsonToken.END_OBJECT, entry, "it has no end");
      if (first == null || events == null) {
        throw unreadable(entry, "it has no number or no events", null);
      }
      return new Body(first, events);
    } catch (JacksonException e) {
      throw unreadable(entry, e.getClass().getSimpleName(), e);
    }
  }

  private static List<FlowEvent> events(JournalEntry entry, JsonParser in) {
    expect(in.currentToken() == JsonToken.START_ARRAY, entry, "its events are no array");
    List<FlowEvent> events = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      events.add(event(entry, in));
    }
    return events;
  }

  /** The kind comes first, so that the fields after it can be read as they come. */
  private static FlowEvent event(JournalEntry entry, JsonParser in) {
    expect(
        in.currentToken() == JsonToken.START_OBJECT
            && "kind".equals(in.nextName())
            && in.nextToken() == JsonToken.VALUE_STRING,
        entry,
        "an event doesn't begin with its kind");
    String kind = in.getString();
    Class<? extends FlowEvent> type = BY_KIND.get(kind);
    if (type == null) {
      throw unreadable(entry, "unknown kind of event '" + kind + "'", null);
    }
    in.nextToken();
    FlowEvent event = MAPPER.readValue(in, type);
    if (event == null) { // there is nothing after its kind
      throw unreadable(entry, "an event of kind '" + kind + "' says nothing", null);
    }
    return event;
  }

  private static void expect(boolean right, JournalEntry entry, String otherwise) {
    if (!right) {
      throw unreadable(entry, otherwise, null);
    }
  }

  private static JournalException unreadable(
      JournalEntry entry, String what, @Nullable Throwable cause) {
    return new JournalException(
        "entry "
            + entry.seq()
            + " of flow "
            + entry.flow()
            + " can't be read ("
            + what
            + "): it is damaged, or was written by a newer version; upgrade this engine",
        cause);
  }

  @SuppressWarnings("unchecked") // the permitted subclasses of FlowEvent are FlowEvents
  private static Map<String, Class<? extends FlowEvent>> kinds() {
    Map<String, Class<? extends FlowEvent>> kinds = new LinkedHashMap<>();
    for (Class<?> type : FlowEvent.class.getPermittedSubclasses()) {
      kinds.put(kind(type), (Class<? extends FlowEvent>) type);
    }
    return kinds;
  }

  /** {@code TaskSucceeded} is written as {@code task-succeeded}. */
  private static String kind(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
