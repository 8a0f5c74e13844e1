/** The directory that a release is made of: what is in it, and how its contents are read. */
@NullMarked
package io.taskflow.examples.release.source;

import org.jspecify.annotations.NullMarked;
