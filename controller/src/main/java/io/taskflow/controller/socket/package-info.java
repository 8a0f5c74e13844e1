/**
 * A broker that is in another process of this machine, reached over a socket of the file system.
 */
@NullMarked
package io.taskflow.controller.socket;

import org.jspecify.annotations.NullMarked;
