@NullMarked
package io.taskflow.engine.listen;

import org.jspecify.annotations.NullMarked;
