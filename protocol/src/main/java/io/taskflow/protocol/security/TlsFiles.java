package io.taskflow.protocol.security;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where the certificates are that a client needs for TLS, as PEM files. Immutable.
 *
 * @param authorities certificates of the authorities whose servers are trusted, and no others; null
 *     for those that the JVM trusts
 * @param certificate the client's certificate, and those that lead from it to its authority; null
 *     if the server wants none
 * @param key the client's private key, PKCS #8 without password; given with the certificate only
 */
public record TlsFiles(@Nullable Path authorities, @Nullable Path certificate, @Nullable Path key) {

  // A key store in memory wants one; nobody else ever sees the store.
  private static final char[] NO_PASSWORD = new char[0];

  /** Checks that certificate and key are given together. */
  public TlsFiles {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "a client's certificate and its key belong together, but only the %s is given"
              .formatted(certificate == null ? "key" : "certificate"));
    }
  }

  /** Servers of these authorities are trusted; the client shows no certificate. */
  public static TlsFiles trusting(Path authorities) {
    return new TlsFiles(authorities, null, null);
  }

  /** The same with a certificate and private key of the client's. */
  public TlsFiles withClient(Path clientCertificate, Path clientKey) {
    return new TlsFiles(authorities, clientCertificate, clientKey);
  }

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException if one can't be read or holds something else; the message
   *     names the file and never shows what is in it
   */
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(), trustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "the files for TLS can't be used together (%s): %s".formatted(this, e.getMessage()), e);
    }
  }

  private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException, IOException {
    if (authorities == null) {
      return null;
    }
    KeyStore trusted = emptyStore();
    List<X509Certificate> certificates = Pem.certificates(authorities);
    for (int i = 0; i < certificates.size(); i++) {
      trusted.setCertificateEntry("authority-" + i, certificates.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException, IOException {
    if (certificate == null || key == null) {
      return null;
    }
    PrivateKey secret = Pem.privateKey(key);
    KeyStore own = emptyStore();
    own.setKeyEntry(
        "client",
        secret,
        NO_PASSWORD,
        Pem.certificates(certificate).toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(own, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }
}
