@NullMarked
package io.taskflow.deploy;

import org.jspecify.annotations.NullMarked;
