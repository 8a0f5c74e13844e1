/**
 * A store of releases on a disk that several processes write to at once: objects under their hash,
 * an index in SQLite, and a pointer to the current release. Knows nothing of flows and tasks.
 */
@NullMarked
package io.taskflow.examples.release.store;

import org.jspecify.annotations.NullMarked;
