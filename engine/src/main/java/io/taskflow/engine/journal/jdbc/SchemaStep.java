package io.taskflow.engine.journal.jdbc;

/**
 * A step by which the tables of a database come to the form of this release.
 *
 * @param version its number; they are applied in this order
 * @param description what it is about
 * @param applied whether the database has it
 * @param sql what it does
 */
public record SchemaStep(String version, String description, boolean applied, String sql) {}
