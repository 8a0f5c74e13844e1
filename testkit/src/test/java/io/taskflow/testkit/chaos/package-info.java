/** Tests of campaigns, and campaigns as tests. */
@NullMarked
package io.taskflow.testkit.chaos;

import org.jspecify.annotations.NullMarked;
