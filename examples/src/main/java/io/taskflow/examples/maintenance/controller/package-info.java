/**
 * What every version of the maintenance controller has: a program that goes on with the jobs that
 * an earlier process began, as they were defined then, and begins one by its own definition.
 */
@NullMarked
package io.taskflow.examples.maintenance.controller;

import org.jspecify.annotations.NullMarked;
