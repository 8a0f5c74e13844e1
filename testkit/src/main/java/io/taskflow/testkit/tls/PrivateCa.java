package io.taskflow.testkit.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate authority of a test's own, made with the JDK's {@code keytool}: what it signs is
 * trusted by nobody else. Its files are PEM, as brokers, databases and the clients here read them.
 * Immutable, thread-safe.
 */
public final class PrivateCa {

  private static final String PASSWORD = "changeit";
  private static final int DAYS = 7;
  private static final int TOOL_LIMIT_SECONDS = 60;

  private final Path directory;
  private final Path certificate;

  private PrivateCa(Path directory, Path certificate) {
    this.directory = directory;
    this.certificate = certificate;
  }

  /**
   * A certificate and its key.
   *
   * @param certificate PEM file
   * @param key PEM file, PKCS #8 without password, readable by its owner only
   */
  public record Identity(Path certificate, Path key) {}

  /**
   * Makes an authority.
   *
   * @param directory an existing one, where all its files go
   * @param name its common name; also that of its files
   */
  public static PrivateCa create(Path directory, String name) {
    keytool(
        store(directory, name),
        "-genkeypair -keyalg EC -groupname secp256r1 -ext bc:c=ca:true -ext ku:c=keyCertSign",
        "-dname",
        "CN=" + name);
    Path certificate = directory.resolve(name + ".pem");
    keytool(store(directory, name), "-exportcert -rfc -file", certificate.toString());
    return new PrivateCa(directory, certificate);
  }

  /** The authority's own certificate, to be trusted. */
  public Path certificate() {
    return certificate;
  }

  /**
   * Signs a certificate for a server or a client.
   *
   * @param name common name; also that of its files
   * @param names whom it stands for, such as {@code dns:localhost,ip:127.0.0.1}
   */
  public Identity issue(String name, String names) {
    Path store = store(directory, name);
    Path request = directory.resolve(name + ".csr");
    Path signed = directory.resolve(name + ".pem");
    keytool(store, "-genkeypair -keyalg EC -groupname secp256r1", "-dname", "CN=" + name);
    keytool(store, "-certreq -file", request.toString());
    String ca = certificate.getFileName().toString().replaceFirst("\\.pem$", "");
    keytool(
        store(directory, ca),
        "-gencert -rfc -ext san=" + names,
        "-infile",
        request.toString(),
        "-outfile",
        signed.toString());
    return new Identity(signed, writeKey(store, directory.resolve(name + ".key")));
  }

  private static Path writeKey(Path store, Path file) {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      byte[] key = keys.getKey("own", PASSWORD.toCharArray()).getEncoded();
      // Before anything is in it; PostgreSQL refuses a key that others may read.
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(
          file,
          "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
              .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot read the key that keytool has made in " + store, e);
    }
  }

  private static Path store(Path directory, String name) {
    return directory.resolve(name + ".p12");
  }

  /** Words that hold no space, then words that may. */
  private static void keytool(Path store, String words, String... more) {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>(List.of(tool.toString()));
    command.addAll(List.of(words.split(" ")));
    command.addAll(List.of(more));
    command.addAll(List.of("-alias", "own", "-keystore", store.toString(), "-storetype", "PKCS12"));
    // A password that protects nothing: the store lives as long as a test.
    command.addAll(List.of("-storepass", PASSWORD));
    if (!words.contains("-certreq") && !words.contains("-exportcert")) {
      command.addAll(List.of("-validity", String.valueOf(DAYS)));
    }
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes());
      if (!process.waitFor(TOOL_LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException("keytool " + words + " failed: " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + tool + ": a JDK is needed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool ran", e);
    }
  }
}
