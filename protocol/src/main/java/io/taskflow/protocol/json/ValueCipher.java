package io.taskflow.protocol.json;

/** Encrypts the values of messages: what tasks get, return, and say when they fail. Thread-safe. */
public interface ValueCipher {

  /**
   * Encrypts a value.
   *
   * @param plain the value's JSON in UTF-8
   * @param context what it belongs to; it can be decrypted with the same context only
   * @return key and ciphertext as one text
   */
  String encrypt(byte[] plain, String context);

  /**
   * Decrypts a value.
   *
   * @throws IllegalArgumentException if the key is not known, or the value was changed or belongs
   *     to another context; the message shows no value
   */
  byte[] decrypt(String encrypted, String context);
}
