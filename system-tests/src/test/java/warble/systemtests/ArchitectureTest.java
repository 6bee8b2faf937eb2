package warble.systemtests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import warble.runtime.Domain;

/** The rules of docs/architecture.md and CONTRIBUTING.md that compiled classes can be held to. */
@AnalyzeClasses(
    packages = "warble",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.Handwritten.class})
class ArchitectureTest {

  private static final List<String> DOMAINS = List.of("user", "post", "follow", "feed", "gateway");

  /** Leaves out what protoc wrote. */
  static final class Handwritten implements ImportOption {
    @Override
    public boolean includes(com.tngtech.archunit.core.importer.Location location) {
      return !location.matches(java.util.regex.Pattern.compile(".*/warble/[a-z]+/v1/.*"));
    }
  }

  @ArchTest
  static final ArchRule runtimeKnowsNoDomain =
      noClasses()
          .that()
          .resideInAPackage("warble.runtime..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "warble.user..",
                  "warble.post..",
                  "warble.follow..",
                  "warble.feed..",
                  "warble.gateway..",
                  "warble.launcher.."));

  @ArchTest
  static final ArchRule domainsMeetInContractsOnly =
      classes()
          .that(resideInAnyPackage(domainPackages()))
          .should(
              new ArchCondition<>("know no other domain but its contract") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                  item.getDirectDependenciesFromSelf().stream()
                      .filter(
                          d -> DOMAINS.stream().anyMatch(x -> other(item, x, d.getTargetClass())))
                      .forEach(
                          d -> events.add(SimpleConditionEvent.violated(d, d.getDescription())));
                }
              });

  @ArchTest
  static final ArchRule theGatewayKnowsNoContractInJava =
      noClasses()
          .that()
          .resideInAPackage("warble.gateway..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("warble.*.v1..");

  @ArchTest
  static final ArchRule nobodyKnowsTheLauncher =
      noClasses()
          .that(not(resideInAPackage("warble.launcher..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("warble.launcher..");

  @ArchTest
  static final ArchRule theFoundationsFormNoCycle =
      slices().matching("warble.runtime.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule aDomainIsOneFlatPackage =
      classes()
          .that(
              resideInAnyPackage(
                  "warble.user..",
                  "warble.post..",
                  "warble.follow..",
                  "warble.feed..",
                  "warble.gateway.."))
          .should()
          .resideInAnyPackage(domainPackages());

  @ArchTest
  static final ArchRule aDomainHasOneDoor =
      classes()
          .that(resideInAnyPackage(domainPackages()))
          .and()
          .areTopLevelClasses()
          .and()
          .areNotAssignableTo(Domain.class)
          .and()
          .haveSimpleNameNotEndingWith("Config")
          .should()
          .notBePublic();

  @ArchTest
  static final ArchRule namesSayWhatAThingIs =
      noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Dto|Mapper|Entity)");

  @ArchTest
  static final ArchRule noOptionalIsKept = fields().should().notHaveRawType(Optional.class);

  @ArchTest
  static final ArchRule noOptionalIsTaken =
      methods()
          .should(
              new ArchCondition<JavaMethod>("take no Optional") {
                @Override
                public void check(JavaMethod item, ConditionEvents events) {
                  if (item.getRawParameterTypes().stream()
                          .anyMatch(t -> t.isEquivalentTo(Optional.class))
                      && !item.getModifiers()
                          .contains(com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC)) {
                    events.add(
                        SimpleConditionEvent.violated(
                            item, item.getFullName() + " takes an Optional"));
                  }
                }
              });

  @ArchTest
  static final ArchRule nothingBlocksARequest =
      noClasses()
          .that(resideInAnyPackage(domainPackages()))
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "waits for a CompletableFuture",
                  call ->
                      call.getTargetOwner().isEquivalentTo(CompletableFuture.class)
                          && Stream.of("get", "join").anyMatch(call.getName()::equals)));

  @ArchTest
  static final ArchRule onlyTheProgramWritesToTheTerminal =
      noClasses()
          .that(not(resideInAnyPackage("warble.launcher..", "warble.devstack..")))
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  private static String[] domainPackages() {
    return DOMAINS.stream().map("warble."::concat).toArray(String[]::new);
  }

  private static boolean other(JavaClass from, String domain, JavaClass to) {
    String home = "warble." + domain;
    return !from.getPackageName().equals(home) && to.getPackageName().equals(home);
  }
}
