/** Tests that code, schemas and documents tell the same of the wire protocol. */
@NullMarked
package io.taskflow.testkit.protocol;

import org.jspecify.annotations.NullMarked;
