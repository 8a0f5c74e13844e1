@NullMarked
package io.taskflow.controller.host;

import org.jspecify.annotations.NullMarked;
