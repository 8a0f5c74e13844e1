/** Tests of the installation for developing. */
@NullMarked
package io.taskflow.controller.dev;

import org.jspecify.annotations.NullMarked;
