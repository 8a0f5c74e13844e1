package io.taskflow.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;

/** What is asked of every source file of every module. */
class SourceRulesTest {

  private static final int MAXIMUM_FILE_LINES = 400;
  private static final int MAXIMUM_METHOD_LINES = 60;

  /** Where a thread may sleep although nothing wakes it, and why. */
  private static final Map<Path, String> SLEEPERS =
      Map.of(
          Path.of("journal/jdbc/Writer.java"), "pauses before it asks a busy database again",
          Path.of("benchmarks/load/LoadWorker.java"), "has tasks that take their time");

  private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");
  private static final Set<String> SKIPPING = Set.of("Disabled", "Ignore");

  private static final List<SourceFile> MAIN = JavaSources.main();
  private static final List<SourceFile> TESTS = JavaSources.tests();

  @Test
  void theRulesSeeAllModules() {
    Set<String> seen = new TreeSet<>();
    MAIN.forEach(file -> seen.add(file.path().getName(0).toString()));
    assertThat(seen)
        .contains(
            "protocol",
            "engine",
            "executor-worker",
            "controller",
            "testkit",
            "examples",
            "benchmarks");
    assertThat(TESTS).isNotEmpty();
  }

  @Test
  void everyPackageIsNullMarked() {
    Set<Path> packages = new TreeSet<>();
    Set<Path> marked = new TreeSet<>();
    for (SourceFile file : MAIN) {
      packages.add(file.path().getParent());
      if (file.isPackageInfo()
          && file.unit().getPackageAnnotations().stream()
              .anyMatch(annotation -> simpleName(annotation).equals("NullMarked"))) {
        marked.add(file.path().getParent());
      }
    }
    assertThat(marked).as("packages with @NullMarked in package-info.java").isEqualTo(packages);
  }

  @Test
  void filesAreShort() {
    assertThat(Stream.concat(MAIN.stream(), TESTS.stream()))
        .as("files of at most %d lines: split a longer one", MAXIMUM_FILE_LINES)
        .filteredOn(file -> file.text().lines().count() > MAXIMUM_FILE_LINES)
        .map(SourceFile::path)
        .isEmpty();
  }

  @Test
  void methodsAreShort() {
    assertThat(violations(MAIN, SourceRulesTest::tooLong)).as("long methods").isEmpty();
  }

  @Test
  void publicTypesAreDocumented() {
    assertThat(violations(MAIN, SourceRulesTest::undocumented)).as("undocumented types").isEmpty();
  }

  @Test
  void nothingSleepsWhereItCouldWait() {
    assertThat(violations(MAIN, SourceRulesTest::sleeps))
        .as("sleeps; the class of one that is justified belongs into SLEEPERS")
        .isEmpty();
  }

  @Test
  void nothingIsLeftUnfinished() {
    for (SourceFile file : MAIN) {
      assertThat(UNFINISHED.matcher(file.text()).find())
          .as("%s is unfinished", file.path())
          .isFalse();
    }
  }

  @Test
  void noTestIsSkippedForGood() {
    assertThat(violations(TESTS, SourceRulesTest::skips)).as("skipped tests").isEmpty();
  }

  private static List<String> violations(List<SourceFile> files, SourceRule rule) {
    return files.stream().flatMap(file -> file.violations(rule).stream()).toList();
  }

  private static Optional<String> tooLong(SourceFile file, TreePath piece) {
    return piece.getLeaf() instanceof MethodTree method && file.lines(method) > MAXIMUM_METHOD_LINES
        ? Optional.of("%s has more than %d lines".formatted(method.getName(), MAXIMUM_METHOD_LINES))
        : Optional.empty();
  }

  private static Optional<String> undocumented(SourceFile file, TreePath piece) {
    return piece.getLeaf() instanceof ClassTree type
            && type.getModifiers().getFlags().contains(Modifier.PUBLIC)
            && file.trees().getDocComment(piece) == null
        ? Optional.of("%s is public and has no documentation".formatted(type.getSimpleName()))
        : Optional.empty();
  }

  private static Optional<String> sleeps(SourceFile file, TreePath piece) {
    return piece.getLeaf() instanceof MethodInvocationTree call
            && call.getMethodSelect() instanceof MemberSelectTree method
            && method.getIdentifier().contentEquals("sleep")
            && SLEEPERS.keySet().stream().noneMatch(file.path()::endsWith)
        ? Optional.of(call + " waits for nothing")
        : Optional.empty();
  }

  private static Optional<String> skips(SourceFile file, TreePath piece) {
    return piece.getLeaf() instanceof AnnotationTree annotation
            && SKIPPING.contains(simpleName(annotation))
        ? Optional.of("a test that never runs proves nothing: mend it or remove it")
        : Optional.empty();
  }

  private static String simpleName(AnnotationTree annotation) {
    String name = annotation.getAnnotationType().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
