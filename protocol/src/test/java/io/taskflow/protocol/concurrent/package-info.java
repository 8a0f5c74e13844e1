@NullMarked
package io.taskflow.protocol.concurrent;

import org.jspecify.annotations.NullMarked;
