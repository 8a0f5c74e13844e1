/** A network that a test can break. */
@NullMarked
package io.taskflow.testkit.network;

import org.jspecify.annotations.NullMarked;
