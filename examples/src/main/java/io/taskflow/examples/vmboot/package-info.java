/**
 * Boots a virtual machine: a graph whose order follows from what the tasks require and provide, and
 * whose reverts give back every resource of a cloud.
 */
@NullMarked
package io.taskflow.examples.vmboot;

import org.jspecify.annotations.NullMarked;
