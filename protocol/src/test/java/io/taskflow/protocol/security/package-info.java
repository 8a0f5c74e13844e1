@NullMarked
package io.taskflow.protocol.security;

import org.jspecify.annotations.NullMarked;
