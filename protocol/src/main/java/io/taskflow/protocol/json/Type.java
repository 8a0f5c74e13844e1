package io.taskflow.protocol.json;

/** How values of one Java type look on the wire. Stateless. */
interface Type<V> {

  /** Writes one JSON value. */
  void write(JsonOut out, V value);

  /** Reads the JSON value that begins at the current token, up to its last token. */
  V read(JsonIn in);
}
