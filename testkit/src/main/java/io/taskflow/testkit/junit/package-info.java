/** JUnit extensions that give tests a real broker. JUnit's API is the user's own dependency. */
@NullMarked
package io.taskflow.testkit.junit;

import org.jspecify.annotations.NullMarked;
