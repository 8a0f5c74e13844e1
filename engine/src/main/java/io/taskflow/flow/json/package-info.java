/** Flow definitions as JSON: the form in which they are stored, hashed and handed on. */
@NullMarked
package io.taskflow.flow.json;

import org.jspecify.annotations.NullMarked;
