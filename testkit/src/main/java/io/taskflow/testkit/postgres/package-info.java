/** Real PostgreSQL databases for tests. */
@NullMarked
package io.taskflow.testkit.postgres;

import org.jspecify.annotations.NullMarked;
