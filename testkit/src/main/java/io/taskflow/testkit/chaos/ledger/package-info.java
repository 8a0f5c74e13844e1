/** What tasks of a chaos campaign do, and where they note it: all that runs in its workers. */
@NullMarked
package io.taskflow.testkit.chaos.ledger;

import org.jspecify.annotations.NullMarked;
