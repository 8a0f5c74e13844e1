/** Tests of brokers in other processes of this machine. */
@NullMarked
package io.taskflow.controller.socket;

import org.jspecify.annotations.NullMarked;
