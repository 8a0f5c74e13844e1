package io.taskflow.protocol.json;

import io.taskflow.protocol.MajorMinor;
import io.taskflow.protocol.ProtocolVersion;
import io.taskflow.protocol.json.MalformedMessageException.Problem;

/**
 * The two fields that every message has.
 *
 * @param kind name of the message's kind
 * @param version what it is written in
 */
record Envelope(String kind, ProtocolVersion version) {

  private static final Key<String> KIND = new Key<>("kind", Types.TEXT);
  private static final Key<ProtocolVersion> PROTOCOL =
      new Key<>("protocol", Types.text(Envelope::parse, ProtocolVersion::toString));

  static final Shape<Envelope> SHAPE =
      Shape.<Envelope>builder()
          .required(KIND, Envelope::kind)
          .required(PROTOCOL, Envelope::version)
          .build(v -> new Envelope(v.get(KIND), v.get(PROTOCOL)));

  /**
   * The kind that the envelope names; its version is looked at first, as it decides what kinds are.
   */
  Kind<?> knownKind() {
    if (!version.readable()) {
      throw new MalformedMessageException(
          Problem.OTHER_VERSION,
          "the message is written in version %s of the protocol, this code reads versions %d.x"
              .formatted(version, ProtocolVersion.CURRENT.major()));
    }
    Kind<?> known = Kind.named(kind);
    if (known == null) {
      throw new MalformedMessageException(
          Problem.UNKNOWN_KIND,
          "protocol %s has no message of kind '%s'"
              .formatted(ProtocolVersion.CURRENT, Types.brief(kind)));
    }
    return known;
  }

  private static ProtocolVersion parse(String text) {
    MajorMinor version = MajorMinor.parse(text);
    if (version == null) {
      throw new IllegalArgumentException(
          "expected a version such as 1.0, found '" + Types.brief(text) + "'");
    }
    return new ProtocolVersion(version.major(), version.minor());
  }
}
