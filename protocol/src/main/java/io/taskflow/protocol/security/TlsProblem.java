package io.taskflow.protocol.security;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Tells people why a TLS connection was not made, and what to do. Pure. */
public final class TlsProblem {

  /** Deeper than any chain of causes that a library makes. */
  private static final int MOST_CAUSES = 16;

  private TlsProblem() {}

  /**
   * What went wrong, if it was TLS.
   *
   * @param error what a client library threw
   * @param server who was to be reached, such as {@code the broker}
   */
  public static Optional<String> explain(Throwable error, String server) {
    List<Throwable> causes = causes(error);
    if (causes.stream().noneMatch(TlsProblem::isTls)) {
      return Optional.empty();
    }
    return Optional.of(advice(causes, server) + " (" + innermost(causes) + ")");
  }

  private static String advice(List<Throwable> causes, String server) {
    if (any(causes, CertificateExpiredException.class)
        || any(causes, CertificateNotYetValidException.class)) {
      return "the certificate of %s is not valid now: renew it, or set this machine's clock"
          .formatted(server);
    }
    if (any(causes, CertPathBuilderException.class)
        || any(causes, CertPathValidatorException.class)) {
      return "the certificate of %s is signed by no authority that is trusted here: give the file with its authority's certificate, or correct the address"
          .formatted(server);
    }
    if (says(causes, "No subject alternative", "No name matching", "hostname")) {
      return "the certificate of %s was made for another host name: connect by a name that is in it, or have one made that holds this name"
          .formatted(server);
    }
    if (says(
        causes, "certificate_required", "bad_certificate", "unknown_ca", "certificate_unknown")) {
      return "%s wants a client certificate of an authority that it trusts: give the files with certificate and key"
          .formatted(server);
    }
    if (says(causes, "Unsupported or unrecognized SSL message")) {
      return "%s does not speak TLS at this port: use its TLS port".formatted(server);
    }
    return "no TLS connection to %s: compare the protocols and certificates of both sides"
        .formatted(server);
  }

  private static boolean isTls(Throwable cause) {
    return cause instanceof SSLException
        || cause instanceof CertificateException
        || says(List.of(cause), "hostnameverifier");
  }

  private static boolean any(List<Throwable> causes, Class<? extends Throwable> type) {
    return causes.stream().anyMatch(type::isInstance);
  }

  private static boolean says(List<Throwable> causes, String... parts) {
    for (Throwable cause : causes) {
      for (String part : parts) {
        if (String.valueOf(cause.getMessage()).contains(part)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String innermost(List<Throwable> causes) {
    return String.valueOf(causes.getLast().getMessage());
  }

  private static List<Throwable> causes(Throwable error) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable e = error; e != null && causes.size() < MOST_CAUSES; e = e.getCause()) {
      causes.add(e);
    }
    return causes;
  }
}
