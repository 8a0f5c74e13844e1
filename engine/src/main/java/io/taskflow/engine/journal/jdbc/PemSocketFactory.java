package io.taskflow.engine.journal.jdbc;

import io.taskflow.protocol.security.TlsFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.ssl.WrappedFactory;

/**
 * The driver's TLS with the same PEM files as everything else here, where its own way needs the key
 * in another form. The driver makes one by name for each connection, so that renewed files are
 * used. Immutable, thread-safe.
 */
public final class PemSocketFactory extends WrappedFactory {

  private static final String AUTHORITIES = "sslrootcert";
  private static final String CERTIFICATE = "sslcert";
  private static final String KEY = "sslkey";

  /** Called by the driver, with the connection's properties. */
  public PemSocketFactory(Properties properties) {
    this.factory = factory(properties);
  }

  /** What makes the driver use the files; nothing if there are none. */
  static Map<String, String> properties(@Nullable TlsFiles files) {
    Map<String, String> properties = new TreeMap<>();
    if (files != null) {
      properties.put("sslmode", "verify-full");
      properties.put("sslfactory", PemSocketFactory.class.getName());
      put(properties, AUTHORITIES, files.authorities());
      put(properties, CERTIFICATE, files.certificate());
      put(properties, KEY, files.key());
    }
    return properties;
  }

  private static void put(Map<String, String> properties, String name, @Nullable Path file) {
    if (file != null) {
      properties.put(name, file.toString());
    }
  }

  private static SSLSocketFactory factory(Properties properties) {
    return new TlsFiles(
            file(properties, AUTHORITIES), file(properties, CERTIFICATE), file(properties, KEY))
        .context()
        .getSocketFactory();
  }

  private static @Nullable Path file(Properties properties, String name) {
    String value = properties.getProperty(name);
    return value == null ? null : Path.of(value);
  }
}
