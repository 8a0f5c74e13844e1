/** Workers: processes that execute and revert tasks on request. */
@NullMarked
package io.taskflow.worker;

import org.jspecify.annotations.NullMarked;
