package io.taskflow.worker.process;

import io.taskflow.protocol.security.KeyRing;
import io.taskflow.protocol.security.MessageSecurity;
import io.taskflow.protocol.security.PayloadKeys;
import io.taskflow.protocol.security.SigningKey;
import io.taskflow.worker.SecretResolver;
import io.taskflow.worker.WorkerBuilder;
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

  @Option(
      names = "--payload-keys",
      paramLabel = "FILE",
      description =
          "Keys with which arguments and results are encrypted; the same as the engines'.")
  private @Nullable Path payloadKeys;

  @Option(
      names = "--secrets-directory",
      paramLabel = "DIRECTORY",
      description = "Files with the secrets to which arguments may refer, one each.")
  private @Nullable Path secretsDirectory;

  @Option(
      names = "--secrets-prefix",
      paramLabel = "PREFIX",
      description =
          "Beginning of the environment variables with such secrets: with X_, db.key is X_DB_KEY.")
  private @Nullable String secretsPrefix;

  /** Gives a worker what belongs to it. */
  void apply(WorkerBuilder worker) {
    SecretResolver secrets = SecretResolver.none();
    if (secretsDirectory != null) {
      secrets = secrets.or(SecretResolver.directory(secretsDirectory));
    }
    if (secretsPrefix != null) {
      secrets = secrets.or(SecretResolver.environment(secretsPrefix, System.getenv()));
    }
    worker.secrets(secrets);
    worker.security(messages());
    if (payloadKeys != null) {
      worker.payloadKeys(PayloadKeys.read(payloadKeys));
    }
  }

  /**
   * @throws IllegalArgumentException if a file makes no sense, or the key or its id is missing
   */
  private MessageSecurity messages() {
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
