@NullMarked
package io.taskflow.security;

import org.jspecify.annotations.NullMarked;
