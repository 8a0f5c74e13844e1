/** Notifications: what is announced on the topic exchange, and a helper to hear of it. */
@NullMarked
package io.taskflow.engine.events;

import org.jspecify.annotations.NullMarked;
