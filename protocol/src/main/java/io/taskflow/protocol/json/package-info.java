/**
 * Messages as JSON bytes and back. What the bytes look like is written down in the JSON Schemas
 * under {@code schema/} and in {@code docs/protocol.md}.
 */
@NullMarked
package io.taskflow.protocol.json;

import org.jspecify.annotations.NullMarked;
