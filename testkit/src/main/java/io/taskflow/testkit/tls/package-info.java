/** Certificates for tests: a private authority and what it signs. */
@NullMarked
package io.taskflow.testkit.tls;

import org.jspecify.annotations.NullMarked;
