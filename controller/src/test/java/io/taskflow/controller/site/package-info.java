/** Tests of how journals and brokers are found. */
@NullMarked
package io.taskflow.controller.site;

import org.jspecify.annotations.NullMarked;
