/** The command line {@code taskflow}. */
@NullMarked
package io.taskflow.controller;

import org.jspecify.annotations.NullMarked;
