/** Journals in SQL databases: SQLite for one embedded engine, PostgreSQL for everything else. */
@NullMarked
package io.taskflow.engine.journal.jdbc;

import org.jspecify.annotations.NullMarked;
