/** What the programs of the examples are made of: an engine in this process, workers in others. */
@NullMarked
package io.taskflow.examples.host;

import org.jspecify.annotations.NullMarked;
