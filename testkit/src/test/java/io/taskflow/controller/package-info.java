/** The command line at real engines, brokers and databases. */
@NullMarked
package io.taskflow.controller;

import org.jspecify.annotations.NullMarked;
