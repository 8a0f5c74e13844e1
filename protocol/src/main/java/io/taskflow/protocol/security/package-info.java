/**
 * What keeps messages and connections from those who must not read or write them: TLS from PEM
 * files, secrets from files, signed messages, encrypted values, references to secrets. All of it is
 * the JDK's cryptography; {@code docs/security.md} says what is protected against whom.
 */
@NullMarked
package io.taskflow.protocol.security;

import org.jspecify.annotations.NullMarked;
