/** Tests of journals in databases. */
@NullMarked
package io.taskflow.engine.journal.jdbc;

import org.jspecify.annotations.NullMarked;
