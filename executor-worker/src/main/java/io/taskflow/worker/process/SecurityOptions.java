package io.taskflow.worker.process;

import io.taskflow.protocol.security.KeyRing;
import io.taskflow.protocol.security.MessageSecurity;
import io.taskflow.protocol.security.SigningKey;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which keys a worker process uses. Secrets are named by their files only. */
final class SecurityOptions {

  @Option(
      names = "--signing-key",
      paramLabel = "FILE",
      description = "PEM file with the Ed25519 key with which this worker signs.")
  private @Nullable Path signingKey;

  @Option(
      names = "--signing-key-id",
      paramLabel = "ID",
      description = "The id by which engines know it.")
  private @Nullable String signingKeyId;

  @Option(
      names = "--trusted-keys",
      paramLabel = "FILE",
      description =
          "Key ring of the engines whose requests are believed; without it all are. Read again"
              + " when it changes.")
  private @Nullable Path trustedKeys;

  /**
   * @throws IllegalArgumentException if a file makes no sense, or the key or its id is missing
   */
  MessageSecurity messages() {
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
