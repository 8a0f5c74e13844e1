@NullMarked
package io.taskflow.engine.report;

import org.jspecify.annotations.NullMarked;
