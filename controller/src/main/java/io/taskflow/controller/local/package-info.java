/** Flows run with engine and worker in this JVM, without a broker. */
@NullMarked
package io.taskflow.controller.local;

import org.jspecify.annotations.NullMarked;
