package io.taskflow.protocol.amqp;

import io.taskflow.protocol.security.TlsFiles;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a RabbitMQ broker. Its text never shows the password.
 *
 * @param hosts the nodes; each attempt to connect tries them in another order
 * @param user who logs in
 * @param password the user's password
 * @param virtualHost where the exchanges and queues live
 * @param connectionName what the broker's operators see
 * @param heartbeat after twice this time without a sign of life a connection counts as lost
 * @param connectTimeout for the TCP connection and again for the handshake
 * @param shortestBackoff the upper bound of the first delay before connecting again
 * @param longestBackoff no delay is longer
 * @param tls for TLS; the host's name is checked against its certificate. Null for none
 */
public record AmqpSettings(
    List<Host> hosts,
    String user,
    String password,
    String virtualHost,
    String connectionName,
    Duration heartbeat,
    Duration connectTimeout,
    Duration shortestBackoff,
    Duration longestBackoff,
    @Nullable SSLContext tls) {

  /** A node's name or address and its AMQP port. */
  public record Host(String name, int port) {
    @Override
    public String toString() {
      return name + ":" + port;
    }
  }

  /** Checks that there is a host and that times are positive. */
  public AmqpSettings {
    hosts = List.copyOf(hosts);
    Backoff.check(shortestBackoff, longestBackoff);
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("at least one host is needed");
    }
    if (heartbeat.toSeconds() < 1 || connectTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "heartbeat must be at least 1 s and the connect timeout positive, but they are %s and %s"
              .formatted(heartbeat, connectTimeout));
    }
  }

  /** Begins with a broker on this machine, user {@code guest}, virtual host {@code /}. */
  public static Builder builder() {
    return new Builder();
  }

  Backoff backoff() {
    return new Backoff(shortestBackoff, longestBackoff);
  }

  @Override
  public String toString() {
    return "AmqpSettings[%s as %s, virtual host %s, connection %s%s]"
        .formatted(hosts, user, virtualHost, connectionName, tls == null ? "" : ", TLS");
  }

  /** Collects settings. Not thread-safe. */
  public static final class Builder {

    private static final int PLAIN_PORT = 5672;
    private static final int TLS_PORT = 5671;

    private final List<Host> hosts = new ArrayList<>();
    private String user = "guest";
    private String password = "guest";
    private String virtualHost = "/";
    private String connectionName = "taskflow";
    private Duration heartbeat = Duration.ofSeconds(10);
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration shortestBackoff = Duration.ofMillis(500);
    private Duration longestBackoff = Duration.ofSeconds(10);
    private @Nullable SSLContext tls;

    private Builder() {}

    /**
     * Adds the host of {@code amqp://user:password@host:port/virtual-host}; what it says of user,
     * password and virtual host holds for all hosts. With {@code amqps} and no {@link #tls} the
     * JVM's trusted certificates are used. Without a path, or with an empty one, the virtual host
     * stays.
     */
    public Builder uri(URI uri) {
      boolean secure = "amqps".equals(uri.getScheme());
      if (!secure && !"amqp".equals(uri.getScheme())) {
        throw new IllegalArgumentException(
            "a broker's URI begins with amqp:// or amqps://, not with " + uri.getScheme());
      }
      if (uri.getHost() == null) {
        throw new IllegalArgumentException("the broker's URI has no host");
      }
      if (secure && tls == null) {
        tls = defaultTls();
      }
      int defaultPort = secure ? TLS_PORT : PLAIN_PORT;
      hosts.add(new Host(uri.getHost(), uri.getPort() < 0 ? defaultPort : uri.getPort()));
      String userInfo = uri.getRawUserInfo();
      if (userInfo != null) {
        String[] parts = userInfo.split(":", 2);
        user = decode(parts[0]);
        password = parts.length == 2 ? decode(parts[1]) : password;
      }
      if (uri.getRawPath() != null && uri.getRawPath().length() > 1) {
        virtualHost = decode(uri.getRawPath().substring(1));
      }
      return this;
    }

    /** The same for a text. What is wrong with it is said without it: it may hold a password. */
    public Builder uri(String uri) {
      try {
        return uri(new URI(uri));
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException(
            "the broker's URI can't be read: %s at index %d; write other characters than letters, digits and -._~ of user and password as %%XX"
                .formatted(e.getReason(), e.getIndex()));
      }
    }

    /** Adds a node. */
    public Builder host(String name, int port) {
      hosts.add(new Host(name, port));
      return this;
    }

    /** Who logs in. */
    public Builder user(String name) {
      this.user = name;
      return this;
    }

    /** The user's password. */
    public Builder password(String secret) {
      this.password = secret;
      return this;
    }

    /** Where the exchanges and queues live. */
    public Builder virtualHost(String name) {
      this.virtualHost = name;
      return this;
    }

    /** What the broker's operators see. */
    public Builder connectionName(String name) {
      this.connectionName = name;
      return this;
    }

    /** See {@link AmqpSettings#heartbeat}. */
    public Builder heartbeat(Duration interval) {
      this.heartbeat = interval;
      return this;
    }

    /** See {@link AmqpSettings#connectTimeout}. */
    public Builder connectTimeout(Duration timeout) {
      this.connectTimeout = timeout;
      return this;
    }

    /** The bounds of the delays between attempts to connect. */
    public Builder backoff(Duration shortest, Duration longest) {
      this.shortestBackoff = shortest;
      this.longestBackoff = longest;
      return this;
    }

    /** Connects with TLS by this context. */
    public Builder tls(SSLContext context) {
      this.tls = context;
      return this;
    }

    /**
     * Connects with TLS by these files, which are read now.
     *
     * @throws IllegalArgumentException if a file can't be read or holds something else
     */
    public Builder tls(TlsFiles files) {
      return tls(files.context());
    }

    /** The settings; a broker on this machine if no host was added. */
    public AmqpSettings build() {
      int port = tls == null ? PLAIN_PORT : TLS_PORT;
      return new AmqpSettings(
          hosts.isEmpty() ? List.of(new Host("localhost", port)) : hosts,
          user,
          password,
          virtualHost,
          connectionName,
          heartbeat,
          connectTimeout,
          shortestBackoff,
          longestBackoff,
          tls);
    }

    private static SSLContext defaultTls() {
      try {
        return SSLContext.getDefault();
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this Java runtime has no TLS", e);
      }
    }

    private static String decode(String encoded) {
      // '+' means itself here, unlike in a form.
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
  }
}
