/**
 * Chaos on real processes: engines and workers on a real broker and a real database, a load of
 * flows whose tasks write to a ledger, faults of many kinds by chance, and a check of the ledger.
 */
@NullMarked
package io.taskflow.testkit.chaos;

import org.jspecify.annotations.NullMarked;
