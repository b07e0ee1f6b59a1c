package org.aipassport;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The house rules: who may import whom, and who alone may touch what. */
class ArchitectureTest {
  private static final String ROOT = "org.aipassport.";

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.aipassport");

  /** What each package may import besides {@code values} and {@code problems}. */
  private static final Map<String, String> MAY_IMPORT = new TreeMap<>();

  static {
    MAY_IMPORT.put("values", "");
    MAY_IMPORT.put("problems", "");
    MAY_IMPORT.put("json", "");
    MAY_IMPORT.put("config", "");
    MAY_IMPORT.put("crypto", "config");
    MAY_IMPORT.put("persistence", "config");
    MAY_IMPORT.put("outbound", "config crypto");
    MAY_IMPORT.put("audit", "config crypto persistence json");
    MAY_IMPORT.put("providers", "config json");
    MAY_IMPORT.put("identity", "config crypto persistence audit outbound json");
    MAY_IMPORT.put("apps", "config crypto persistence audit outbound json identity");
    MAY_IMPORT.put("vault", "config crypto persistence audit identity providers outbound");
    MAY_IMPORT.put("grants", "config crypto persistence audit identity apps providers vault json");
    MAY_IMPORT.put("tokens", "config crypto persistence audit identity apps grants json");
    MAY_IMPORT.put(
        "metering",
        "config crypto persistence audit identity apps providers vault grants outbound json");
    MAY_IMPORT.put("wire", "config crypto json");
    MAY_IMPORT.put("http", "config wire crypto");
    MAY_IMPORT.put(
        "oauth", "config crypto json wire identity apps providers grants tokens metering");
    MAY_IMPORT.put(
        "api", "config json wire audit identity apps providers vault grants tokens metering");
    MAY_IMPORT.put(
        "web", "config crypto wire audit identity apps providers vault grants tokens metering");
    MAY_IMPORT.put(
        "proxy", "config crypto json wire outbound audit providers vault grants tokens metering");
  }

  static Stream<String> packages() {
    return MAY_IMPORT.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void importsOnlyDownward(String name) {
    String allowed = MAY_IMPORT.get(name) + " values problems " + name;
    String[] allowedPackages =
        Arrays.stream(allowed.trim().split(" ")).map(p -> ROOT + p).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + name)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.aipassport..").and(resideOutsideOfPackages(allowedPackages)))
        .allowEmptyShould(true)
        .check(PRODUCT);
  }

  @Test
  void everyClassHasARoomOfTheTable() {
    assertThat(PRODUCT.stream().map(JavaClass::getPackageName).distinct())
        .allSatisfy(name -> assertThat(MAY_IMPORT).containsKey(name.substring(ROOT.length())));
  }

  @Test
  void valuesKnowNothing() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "values")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "problems")
        .check(PRODUCT);
  }

  @Test
  void onlyJsonImportsTheJsonLibrary() {
    onlyIn("json", "com.fasterxml.jackson..");
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.fasterxml.jackson.databind..", "jakarta.json..")
        .check(PRODUCT);
  }

  @Test
  void onlyCryptoImportsJose() {
    onlyIn("crypto", "com.nimbusds.jose..");
  }

  @Test
  void onlyAppsImportsTheDataOfUnicode() {
    onlyIn("apps", "com.ibm.icu..");
  }

  @Test
  void onlyTheRoomsOfOAuthImportItsSdk() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "oauth", ROOT + "apps", ROOT + "identity", ROOT + "tokens")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.nimbusds.oauth2..", "com.nimbusds.openid..")
        .check(PRODUCT);
    noClasses().should().dependOnClassesThat().resideInAnyPackage("net.minidev..").check(PRODUCT);
  }

  @Test
  void onlyConfigReadsConfiguration() {
    onlyIn("config", "org.eclipse.microprofile.config..");
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "config")
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .check(PRODUCT);
  }

  @Test
  void onlyOutboundNamesTheHttpClient() {
    onlyIn("outbound", "org.apache.hc..", "org.glassfish.jersey..", "jakarta.ws.rs.client..");
  }

  @Test
  void edgesOpenNoTransactionAndTouchNoTable() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + "wire",
            ROOT + "http",
            ROOT + "oauth",
            ROOT + "api",
            ROOT + "web",
            ROOT + "proxy")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.persistence..", "java.sql..", ROOT + "persistence")
        .check(PRODUCT);
  }

  @Test
  void containerTransactionsAreBanned() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.transaction..", "jakarta.ejb..")
        .check(PRODUCT);
  }

  @Test
  void httpSessionsAreBanned() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("jakarta.servlet.http.HttpSession")
        .check(PRODUCT);
  }

  @Test
  void refusalsKnowNoHttp() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "problems", ROOT + "grants", ROOT + "tokens", ROOT + "vault")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.servlet..", "jakarta.ws.rs..")
        .check(PRODUCT);
  }

  @Test
  void secretsAreNotUuids() {
    noClasses().should().callMethod(UUID.class, "randomUUID").check(PRODUCT);
  }

  @Test
  void entitiesHaveNoSetters() {
    noMethods()
        .that()
        .areDeclaredInClassesThat()
        .areAnnotatedWith("jakarta.persistence.Entity")
        .should()
        .haveNameMatching("set[A-Z].*")
        .allowEmptyShould(true)
        .check(PRODUCT);
  }

  private static void onlyIn(String room, String... libraries) {
    classes()
        .that(describe("are outside " + room, c -> !c.getPackageName().equals(ROOT + room)))
        .should()
        .onlyDependOnClassesThat(resideOutsideOfPackages(libraries))
        .check(PRODUCT);
  }
}
