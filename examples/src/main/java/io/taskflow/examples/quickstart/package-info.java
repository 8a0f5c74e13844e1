/** What {@code deploy/quickstart.sh} runs: a release with two workers, one of which is killed. */
@NullMarked
package io.taskflow.examples.quickstart;

import org.jspecify.annotations.NullMarked;
