package io.taskflow.architecture;

import com.sun.source.util.TreePath;
import java.util.Optional;

/** Something that is asked of each piece of a source file. */
@FunctionalInterface
interface SourceRule {

  /** Returns what is wrong with this piece, if anything. */
  Optional<String> objection(SourceFile file, TreePath piece);
}
