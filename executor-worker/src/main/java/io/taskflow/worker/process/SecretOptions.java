package io.taskflow.worker.process;

import io.taskflow.worker.SecretResolver;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the secrets are to which arguments refer. */
final class SecretOptions {

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

  /** Where a worker looks for them. */
  SecretResolver secrets() {
    SecretResolver secrets = SecretResolver.none();
    if (secretsDirectory != null) {
      secrets = secrets.or(SecretResolver.directory(secretsDirectory));
    }
    if (secretsPrefix != null) {
      secrets = secrets.or(SecretResolver.environment(secretsPrefix, System.getenv()));
    }
    return secrets;
  }
}
