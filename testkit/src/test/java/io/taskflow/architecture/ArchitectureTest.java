package io.taskflow.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.taskflow.controller.Main;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Message;
import io.taskflow.worker.Task;
import java.time.Clock;
import java.util.Random;
import java.util.Scanner;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Which package may know which. Packages that have no class yet are bound by the rules as soon as
 * they have one.
 */
class ArchitectureTest {

  private static final JavaClasses PRODUCTION =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.taskflow");

  private static final String PROTOCOL = "io.taskflow.protocol..";
  private static final String AMQP = "io.taskflow.protocol.amqp..";
  private static final String FLOW = "io.taskflow.flow..";
  private static final String YAML = "io.taskflow.flow.yaml";
  private static final String ENGINE = "io.taskflow.engine..";
  private static final String CONTROL = "io.taskflow.engine.control";
  private static final String CEL = "io.taskflow.engine.control.cel";
  private static final String PLAN = "io.taskflow.engine.plan..";
  private static final String MACHINE = "io.taskflow.engine.machine..";
  private static final String REPORT = "io.taskflow.engine.report..";
  private static final String JDBC = "io.taskflow.engine.journal.jdbc..";
  private static final String WORKER = "io.taskflow.worker..";
  private static final String STANDARD_SQL = "io.taskflow.worker.std.sql..";
  private static final String CONTROLLER = "io.taskflow.controller..";
  private static final String TESTKIT = "io.taskflow.testkit..";
  private static final String TEST_DATABASES = "io.taskflow.testkit.postgres..";

  /** Clocks, threads, random numbers and input in packages that are harmless otherwise. */
  private static final Set<Class<?>> SOURCES =
      Set.of(
          Clock.class,
          Thread.class,
          Runtime.class,
          ProcessBuilder.class,
          Random.class,
          SplittableRandom.class,
          Timer.class,
          Scanner.class);

  /** Methods of otherwise harmless classes whose answer is not a function of their arguments. */
  private static final Set<String> IMPURE_METHODS =
      Set.of(
          "now",
          "random",
          "randomUUID",
          "currentTimeMillis",
          "nanoTime",
          "identityHashCode",
          "shuffle",
          "parallelStream",
          "parallel",
          "getenv",
          "getProperty",
          "exit");

  @Test
  void theRulesSeeAllModules() {
    for (Class<?> one : Set.of(Message.class, Flow.class, Task.class, Main.class)) {
      assertThat(PRODUCTION.contain(one)).as("%s was imported", one).isTrue();
    }
  }

  @Test
  void protocolKnowsNobody() {
    check(
        noClasses()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("io.taskflow..").and(resideOutsideOfPackages(PROTOCOL))));
  }

  @Test
  void theEngineKnowsNoWorkerAndNoTestkit() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(FLOW, ENGINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WORKER, CONTROLLER, TESTKIT));
  }

  @Test
  void theWorkerKnowsNoEngineNoFlowAndNoTestkit() {
    check(
        noClasses()
            .that()
            .resideInAPackage(WORKER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FLOW, ENGINE, CONTROLLER, TESTKIT));
  }

  @Test
  void theControllerKnowsNoTestkitAndNobodyKnowsTheController() {
    check(
        noClasses()
            .that()
            .resideInAPackage(CONTROLLER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(TESTKIT));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(CONTROLLER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CONTROLLER));
  }

  @Test
  void theLibraryOfWorkersKnowsNoBuiltInTask() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("io.taskflow.worker", PROTOCOL)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.taskflow.worker.std.."));
  }

  @Test
  void flowsAreDataThatKnowsNoEngine() {
    check(
        noClasses()
            .that()
            .resideInAPackage(FLOW)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ENGINE));
  }

  @Test
  void onlyTheAmqpTransportKnowsTheBrokersClient() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(AMQP)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.rabbitmq.."));
  }

  @Test
  void onlyTheJdbcJournalKnowsSqlAndItsLibraries() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(JDBC, STANDARD_SQL, TEST_DATABASES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql.."));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(JDBC, TEST_DATABASES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "com.zaxxer..", "org.flywaydb..", "org.postgresql..", "org.sqlite.."));
  }

  @Test
  void onlyFlowDocumentsKnowYaml() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(YAML)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.snakeyaml.."));
  }

  @Test
  void onlyOnePackageKnowsTheExpressionLanguage() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(CEL)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.cel.."));
  }

  @Test
  void theMachineAndThePlanUseValuesAndCollectionsOnly() {
    check(
        classes()
            .that()
            .resideInAnyPackage(PLAN, MACHINE)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                        "java.lang",
                        "java.lang.annotation",
                        "java.lang.invoke",
                        "java.lang.runtime",
                        "java.util",
                        "java.util.function",
                        "java.util.regex",
                        "java.util.stream",
                        "java.math",
                        "java.time",
                        "org.jspecify.annotations",
                        "io.taskflow.protocol",
                        FLOW,
                        CONTROL,
                        CEL,
                        PLAN,
                        MACHINE)
                    .or(describe("primitive types", c -> c.getBaseComponentType().isPrimitive()))
                    .and(not("clocks, threads or random sources", ArchitectureTest::isSource))));
  }

  @Test
  void theMachineThePlanAndReportsCallNothingWhoseAnswerVaries() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(CONTROL, PLAN, MACHINE, REPORT)
            .should()
            .accessTargetWhere(describe("the answer varies", ArchitectureTest::varies)));
  }

  @Test
  void nothingUsesPolymorphicJsonOrJavaSerialisation() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.io\\.Object(In|Out)putStream"
                    + "|com\\.fasterxml\\.jackson\\.annotation\\.Json(TypeInfo|SubTypes)"
                    + "|tools\\.jackson\\.databind\\.annotation\\.JsonType.*"
                    + "|java\\.beans\\.XML.*"
                    + "|tools\\.jackson\\.databind\\.jsontype\\..*"));
  }

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching("io.taskflow.(**)").should().beFreeOfCycles());
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(PRODUCTION);
  }

  private static DescribedPredicate<JavaClass> not(
      String description, Predicate<JavaClass> predicate) {
    return DescribedPredicate.not(describe(description, predicate));
  }

  private static boolean isSource(JavaClass type) {
    return SOURCES.stream().anyMatch(type::isEquivalentTo);
  }

  private static boolean varies(JavaAccess<?> access) {
    boolean console =
        access.getTargetOwner().isEquivalentTo(System.class)
            && Set.of("out", "err", "in").contains(access.getName());
    boolean ours = resideInAnyPackage(PLAN, MACHINE).test(access.getTargetOwner());
    return console || (!ours && IMPURE_METHODS.contains(access.getName()));
  }
}
