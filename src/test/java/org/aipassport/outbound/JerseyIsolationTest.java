package org.aipassport.outbound;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.net.InetAddress;
import org.aipassport.config.Egress;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.Test;

/** The same WAR runs where there is no Jersey. */
class JerseyIsolationTest {
  @Test
  void onlyOneClassNamesJersey() {
    noClasses()
        .that()
        .haveNameNotMatching(JerseyTransport.class.getName() + ".*")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.glassfish.jersey..")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.aipassport"));
  }

  @Test
  void thatClassIsTakenBesideJerseyOnly() {
    assertThat(beside("org.glassfish.jersey.client.JerseyClientBuilder"))
        .isEqualTo(JerseyTransport.class);
    assertThat(beside("org.jboss.resteasy.client.jaxrs.internal.ResteasyClientBuilderImpl"))
        .isEqualTo(HttpClientTransport.class);
  }

  @Test
  void clientMadeByTheContainerWorks() throws IOException {
    try (Upstream upstream = new Upstream(Wire.JERSEY);
        UpstreamClient client = new UpstreamClient();
        UpstreamExchange exchange = client.send(upstream.get("any"), abort -> {})) {
      assertThat(exchange.status()).isEqualTo(200);
      assertThat(exchange.body().readAllBytes()).isNotEmpty();
    }
  }

  private static Class<?> beside(String clientBuilder) {
    Route route = new Route(false, Egress.DIRECT);
    try (ConnectionPool pool =
            new ConnectionPool(route, SSLContexts.createDefault(), InetAddress::getAllByName);
        Transport transport = Engine.transportBeside(clientBuilder).apply(pool)) {
      return transport.getClass();
    }
  }
}
