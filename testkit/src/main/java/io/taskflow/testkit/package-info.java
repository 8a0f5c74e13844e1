/** What tests of flows and tasks need. */
@NullMarked
package io.taskflow.testkit;

import org.jspecify.annotations.NullMarked;
