package io.taskflow.protocol.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PEM files. Errors name the file and what was expected, never what is in it. Stateless. */
final class Pem {

  /** More than any certificate bundle has; a wrong path must not fill the memory. */
  private static final long LARGEST_FILE_BYTES = 4L * 1024 * 1024;

  private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "Ed25519");

  private Pem() {}

  /** At least one certificate, in the order of the file. */
  static List<X509Certificate> certificates(Path file) {
    List<X509Certificate> certificates = new ArrayList<>();
    byte[] bytes = text(file).getBytes(StandardCharsets.ISO_8859_1);
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Certificate one : factory.generateCertificates(new ByteArrayInputStream(bytes))) {
        certificates.add((X509Certificate) one);
      }
    } catch (CertificateException e) {
      throw problem(file, "a PEM file with certificates was expected, but it can't be read");
    }
    if (certificates.isEmpty()) {
      throw problem(
          file, "a PEM file with certificates was expected, beginning with -----BEGIN CERTIFICATE");
    }
    return certificates;
  }

  /** A private key of one of the usual kinds. */
  static PrivateKey privateKey(Path file) {
    byte[] key =
        block(text(file), "PRIVATE KEY", file, "convert other forms with: openssl pkcs8 -topk8");
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key));
      } catch (GeneralSecurityException e) {
        // It is of another kind.
        continue;
      }
    }
    throw problem(file, "a private key of one of the kinds " + KEY_ALGORITHMS + " was expected");
  }

  /** A public key out of a text in PEM. */
  static PublicKey publicKey(String pem, String algorithm, Path file) {
    byte[] key =
        block(pem, "PUBLIC KEY", file, "make it with: openssl pkey -pubout -in PRIVATE.pem");
    try {
      return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(key));
    } catch (GeneralSecurityException e) {
      throw problem(file, "an " + algorithm + " public key was expected");
    }
  }

  static String text(Path file) {
    try {
      if (Files.size(file) > LARGEST_FILE_BYTES) {
        throw problem(
            file, "it is larger than " + LARGEST_FILE_BYTES + " bytes: is this the right file?");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": can't be read: " + e, e);
    }
  }

  private static byte[] block(String text, String what, Path file, String advice) {
    Matcher block =
        Pattern.compile(
                "-----BEGIN " + what + "-----([A-Za-z0-9+/=\\s]*)-----END " + what + "-----")
            .matcher(text);
    if (!block.find()) {
      throw problem(
          file, "a PEM file with -----BEGIN %s----- was expected; %s".formatted(what, advice));
    }
    try {
      return Base64.getMimeDecoder().decode(block.group(1));
    } catch (IllegalArgumentException e) {
      throw problem(file, "what is between BEGIN and END is not Base64");
    }
  }

  private static IllegalArgumentException problem(Path file, String what) {
    return new IllegalArgumentException(file + ": " + what);
  }
}
