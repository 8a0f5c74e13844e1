/** The tasks of a release: what worker processes do, one file or a few small ones at a time. */
@NullMarked
package io.taskflow.examples.release.tasks;

import org.jspecify.annotations.NullMarked;
