package io.taskflow.protocol.json;

import io.taskflow.protocol.ProtocolVersion;
import io.taskflow.protocol.json.MalformedMessageException.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The two fields that every message has.
 *
 * @param kind what the message is
 */
record Envelope(Kind<?> kind) {

  private static final String KIND = "kind";
  private static final String PROTOCOL = "protocol";

  private static final Pattern VERSION = Pattern.compile("([0-9]{1,6})\\.([0-9]{1,6})");

  static void write(JsonOut out, String kind) {
    out.name(KIND);
    out.text(kind);
    out.name(PROTOCOL);
    out.text(ProtocolVersion.CURRENT.toString());
  }

  /** Reads as far as both fields have been seen; they usually come first. */
  static Envelope read(JsonIn in) {
    @Nullable String kind = null;
    boolean readable = false;
    in.begin();
    in.expectObject();
    while (!(readable && kind != null)) {
      if (!in.nextMember()) {
        throw in.missing(readable ? KIND : PROTOCOL);
      }
      switch (in.memberName()) {
        case KIND -> kind = in.text();
        case PROTOCOL -> {
          requireReadable(in);
          readable = true;
        }
        default -> in.skip();
      }
    }
    return new Envelope(known(kind));
  }

  private static void requireReadable(JsonIn in) {
    String text = in.text();
    Matcher parts = VERSION.matcher(text);
    if (!parts.matches()) {
      throw in.invalid("expected a version such as 1.0, found '" + Types.brief(text) + "'");
    }
    ProtocolVersion version =
        new ProtocolVersion(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
    if (!version.readable()) {
      throw new MalformedMessageException(
          Problem.OTHER_VERSION,
          "the message is written in version "
              + version
              + " of the protocol, this code reads versions "
              + ProtocolVersion.CURRENT.major()
              + ".x");
    }
  }

  private static Kind<?> known(String name) {
    Kind<?> kind = Kind.named(name);
    if (kind == null) {
      throw new MalformedMessageException(
          Problem.UNKNOWN_KIND,
          "protocol "
              + ProtocolVersion.CURRENT
              + " has no message of kind '"
              + Types.brief(name)
              + "'");
    }
    return kind;
  }
}
