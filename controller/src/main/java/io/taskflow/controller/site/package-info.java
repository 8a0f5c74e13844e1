/** The journal and the broker of an installation, as a program beside its engines uses them. */
@NullMarked
package io.taskflow.controller.site;

import org.jspecify.annotations.NullMarked;
