/**
 * The worker: takes requests from the broker, runs tasks, and answers.
 *
 * <p>{@link io.taskflow.worker.Task} is what users write, {@link io.taskflow.worker.TaskProvider}
 * is how a jar offers tasks, and {@link io.taskflow.worker.Worker} runs them. All other types are
 * the machinery behind these. Nothing here knows the engine.
 */
@NullMarked
package io.taskflow.worker;

import org.jspecify.annotations.NullMarked;
