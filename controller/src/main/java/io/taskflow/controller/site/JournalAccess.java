package io.taskflow.controller.site;

import io.taskflow.protocol.security.SecretFile;
import io.taskflow.protocol.security.TlsFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a program makes itself known to the journal's database, and knows it. */
public final class JournalAccess {

  @Option(names = "--journal-user", description = "User name; otherwise the URL's.")
  private @Nullable String user;

  @Option(
      names = "--journal-password-file",
      paramLabel = "FILE",
      description = "File whose first line is the password; otherwise the URL's.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--journal-tls-ca",
      paramLabel = "FILE",
      description =
          "PEM file with the certificates of the authorities whose databases are trusted. With it"
              + " the connection is encrypted.")
  private @Nullable Path authorities;

  @Option(
      names = "--journal-tls-certificate",
      paramLabel = "FILE",
      description = "PEM file with this program's certificate, if the database wants one.")
  private @Nullable Path certificate;

  @Option(
      names = "--journal-tls-key",
      paramLabel = "FILE",
      description = "PEM file with its private key, PKCS #8 without password.")
  private @Nullable Path key;

  /**
   * The journal at an address.
   *
   * @param url {@code jdbc:postgresql:…}, {@code jdbc:sqlite:FILE}, or a file
   * @throws IllegalArgumentException if it makes no sense, or not with these settings; the message
   *     has no password
   */
  public JournalAddress at(String url) {
    String password = passwordFile == null ? null : SecretFile.firstLine("password", passwordFile);
    boolean encrypted = authorities != null || certificate != null || key != null;
    TlsFiles tls = encrypted ? new TlsFiles(authorities, certificate, key) : null;
    return JournalAddress.parse(url, user, password, tls);
  }
}
