/** Parts alone, by JMH: the codecs, the machine, the journal. */
@NullMarked
package io.taskflow.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
