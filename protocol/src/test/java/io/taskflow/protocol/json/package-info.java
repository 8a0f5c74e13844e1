/** Tests of the wire format. */
@NullMarked
package io.taskflow.protocol.json;

import org.jspecify.annotations.NullMarked;
