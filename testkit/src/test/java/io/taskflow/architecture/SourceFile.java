package io.taskflow.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One parsed source file.
 *
 * @param path where it is, relative to the project's root
 */
record SourceFile(Path path, CompilationUnitTree unit, Trees trees) {

  String text() {
    try {
      return unit.getSourceFile().getCharContent(true).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isPackageInfo() {
    return path.endsWith("package-info.java");
  }

  /**
   * Applies a rule to every piece of the file and returns what it objects to, each with its line.
   */
  List<String> violations(SourceRule rule) {
    List<String> found = new ArrayList<>();
    new TreePathScanner<Void, Void>() {
      @Override
      public Void scan(Tree tree, Void unused) {
        if (tree != null) {
          rule.objection(SourceFile.this, new TreePath(getCurrentPath(), tree))
              .ifPresent(text -> found.add("%s:%d: %s".formatted(path, line(tree), text)));
        }
        return super.scan(tree, null);
      }
    }.scan(new TreePath(unit), null);
    return found;
  }

  /** Returns how many lines a tree takes, its documentation not counted. */
  long lines(Tree tree) {
    SourcePositions positions = trees.getSourcePositions();
    LineMap map = unit.getLineMap();
    return map.getLineNumber(positions.getEndPosition(unit, tree)) - line(tree) + 1;
  }

  private long line(Tree tree) {
    return unit.getLineMap().getLineNumber(trees.getSourcePositions().getStartPosition(unit, tree));
  }
}
