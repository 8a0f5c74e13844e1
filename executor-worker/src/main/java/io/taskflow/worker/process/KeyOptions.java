package io.taskflow.worker.process;

import io.taskflow.protocol.security.KeyRing;
import io.taskflow.protocol.security.MessageSecurity;
import io.taskflow.protocol.security.PayloadKeys;
import io.taskflow.protocol.security.SigningKey;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** With which keys a process signs, believes and encrypts. Keys are named by their files only. */
public final class KeyOptions {

  @Option(
      names = "--signing-key",
      paramLabel = "FILE",
      description = "PEM file with the Ed25519 key with which this program signs.")
  private @Nullable Path signingKey;

  @Option(
      names = "--signing-key-id",
      paramLabel = "ID",
      description = "The id by which others know it.")
  private @Nullable String signingKeyId;

  @Option(
      names = "--trusted-keys",
      paramLabel = "FILE",
      description =
          "Key ring of those whose messages are believed; without it all are. Read again when it"
              + " changes.")
  private @Nullable Path trustedKeys;

  @Option(
      names = "--payload-keys",
      paramLabel = "FILE",
      description =
          "Keys with which arguments and results are encrypted; the same for engines and workers.")
  private @Nullable Path payloadKeys;

  /** Made with the command that it is a part of. */
  public KeyOptions() {}

  /** With what values are encrypted; empty if they are not. */
  public Optional<PayloadKeys> payloadKeys() {
    return Optional.ofNullable(payloadKeys).map(PayloadKeys::read);
  }

  /**
   * How messages are signed, and whose are believed.
   *
   * @throws IllegalArgumentException if a file makes no sense, or the key or its id is missing
   */
  public MessageSecurity messages() {
    if ((signingKey == null) != (signingKeyId == null)) {
      throw new IllegalArgumentException(
          "--signing-key and --signing-key-id belong together, but only one of them is given");
    }
    MessageSecurity security = MessageSecurity.NONE;
    if (signingKey != null && signingKeyId != null) {
      security = security.signingWith(SigningKey.read(signingKeyId, signingKey));
    }
    return trustedKeys == null ? security : security.believing(KeyRing.file(trustedKeys));
  }
}
