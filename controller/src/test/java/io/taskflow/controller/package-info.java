/** Tests of the command line, and of flows that are run by it. */
@NullMarked
package io.taskflow.controller;

import org.jspecify.annotations.NullMarked;
