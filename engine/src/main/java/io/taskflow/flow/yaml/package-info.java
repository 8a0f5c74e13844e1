/**
 * Flow documents: a flow in YAML or JSON as people write it, with its inputs and outputs, to and
 * from {@link io.taskflow.flow.Flow}, each problem with its place.
 */
@NullMarked
package io.taskflow.flow.yaml;

import org.jspecify.annotations.NullMarked;
