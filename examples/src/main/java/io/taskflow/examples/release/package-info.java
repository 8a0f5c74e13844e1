/**
 * Publishes a directory as a release, all or nothing: the flow, the check, and a program for both.
 */
@NullMarked
package io.taskflow.examples.release;

import org.jspecify.annotations.NullMarked;
