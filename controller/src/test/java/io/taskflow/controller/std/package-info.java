/** The built-in tasks in flows, as documents use them. */
@NullMarked
package io.taskflow.controller.std;

import org.jspecify.annotations.NullMarked;
