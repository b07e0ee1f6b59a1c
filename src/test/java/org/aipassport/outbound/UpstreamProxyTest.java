package org.aipassport.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.aipassport.config.Egress;
import org.aipassport.outbound.UpstreamFailure.Kind;
import org.aipassport.support.ConnectProxy;
import org.aipassport.support.TestCa;
import org.aipassport.support.TestSettings;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls through a proxy are as safe from it as from any network. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpstreamProxyTest {
  private static final String CONNECT =
      "CONNECT upstream.test:8443 HTTP/1.1\r\nHost: upstream.test:8443\r\n";
  private static final SecretText LOGIN = new SecretText("Basic canary-login");

  @TempDir private static Path directory;
  private static TestCa ca;
  private static SSLContext server;
  private static SSLContext ofProxy;

  @BeforeAll
  static void issueCertificate() {
    ca = TestCa.in(directory);
    server = ca.serverOf(BehindProxy.HOST);
    ofProxy = ca.serverOf("127.0.0.1");
  }

  @ParameterizedTest
  @EnumSource
  void callsShareATunnelToAnUpstreamOfAPrivateCaThatOnlyTheProxyCanLookUp(Wire wire)
      throws IOException {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy proxy = ConnectProxy.of(ConnectProxy.tunnelTo(upstream.port()))) {
      Egress egress = BehindProxy.through(proxy, ca.certificate());
      for (int i = 0; i < 20; i++) {
        assertThat(upstream.exchange(BehindProxy.post(egress))).isEqualTo("ok");
      }
      assertThat(upstream.arrivals).hasSize(20);
      assertThat(proxy.heads()).containsExactly(CONNECT + "\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void proxySeesHostPortAndTlsAndNothingOfTheCall(Wire wire) throws IOException {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy proxy = ConnectProxy.of(ConnectProxy.tunnelTo(upstream.port()))) {
      upstream.exchange(BehindProxy.post(BehindProxy.through(proxy, ca.certificate())));
      assertThat(upstream.arrivals)
          .singleElement()
          .asString()
          .contains(BehindProxy.KEY, BehindProxy.BODY);
      assertThat(proxy.heads()).containsExactly(CONNECT + "\r\n");
      assertThat(proxy.tunnelled()).startsWith("\u0016\u0003").doesNotContain("canary", "Bearer");
    }
  }

  @ParameterizedTest
  @EnumSource
  void credentialsGoToTheProxyWithConnectAndNeverUpstream(Wire wire) throws IOException {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy proxy = ConnectProxy.of(ConnectProxy.tunnelTo(upstream.port()))) {
      Egress egress = BehindProxy.through(proxy.address(), Optional.of(LOGIN), ca.certificate());
      upstream.exchange(BehindProxy.post(egress));
      assertThat(proxy.heads())
          .containsExactly(CONNECT + "Proxy-Authorization: Basic canary-login\r\n\r\n");
      assertThat(upstream.arrivals).singleElement().asString().doesNotContain("canary-login");
    }
  }

  @ParameterizedTest
  @EnumSource
  void certificateOfAnotherCaIsRefusedThroughTheTunnelToo(Wire wire) {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy proxy = ConnectProxy.of(ConnectProxy.tunnelTo(upstream.port()))) {
      UpstreamFailure failure = upstream.failure(BehindProxy.post(BehindProxy.through(proxy)));
      assertThat(failure.kind()).isEqualTo(Kind.TLS_FAILED);
      assertThat(proxy.tunnelled()).doesNotContain("canary");
    }
  }

  @ParameterizedTest
  @EnumSource
  void proxyThatLeadsToAnotherHostIsFoundOut(Wire wire) {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy proxy = ConnectProxy.of(ConnectProxy.tunnelTo(upstream.port()))) {
      Egress egress = BehindProxy.through(proxy, ca.certificate());
      UpstreamFailure failure =
          upstream.failure(BehindProxy.post(egress, "other.test", false, Upstream.PATIENT));
      assertThat(failure.kind()).isEqualTo(Kind.TLS_FAILED);
      assertThat(proxy.heads()).singleElement().asString().startsWith("CONNECT other.test:8443 ");
    }
  }

  @Test
  void addedCaTakesNothingFromTheTrustOfTheJvm() throws GeneralSecurityException {
    List<X509Certificate> own = Trust.issuers(Egress.DIRECT);
    assertThat(own).isNotEmpty();
    assertThat(Trust.issuers(new Egress(Optional.empty(), List.of(ca.certificate()))))
        .containsAll(own)
        .contains(ca.certificate())
        .hasSize(own.size() + 1);
  }

  @ParameterizedTest
  @EnumSource
  void connectionUnderOneTrustIsOutOfReachOfAnother(Wire wire) throws IOException {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy proxy = ConnectProxy.of(ConnectProxy.tunnelTo(upstream.port()))) {
      upstream.exchange(BehindProxy.post(BehindProxy.through(proxy, ca.certificate())));
      upstream.arrivals.clear();
      UpstreamFailure failure = upstream.failure(BehindProxy.post(BehindProxy.through(proxy)));
      assertThat(failure.kind()).isEqualTo(Kind.TLS_FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectionThroughOneProxyIsOutOfReachOfCallsThroughAnother(Wire wire) throws IOException {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy one = ConnectProxy.of(ConnectProxy.tunnelTo(upstream.port()));
        ConnectProxy other = ConnectProxy.of(ConnectProxy.tunnelTo(upstream.port()))) {
      for (int i = 0; i < 10; i++) {
        ConnectProxy proxy = i % 2 == 0 ? one : other;
        upstream.exchange(BehindProxy.post(BehindProxy.through(proxy, ca.certificate())));
      }
      assertThat(one.connections()).isEqualTo(1);
      assertThat(other.connections()).isEqualTo(1);
      assertThat(upstream.engine.lanes()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void proxyMayBeReachedByTlsItself(Wire wire) throws IOException {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy proxy = ConnectProxy.tls(ofProxy, ConnectProxy.tunnelTo(upstream.port()))) {
      Egress egress =
          BehindProxy.through(
              URI.create("https://127.0.0.1:" + proxy.address().getPort()),
              Optional.of(LOGIN),
              ca.certificate());
      for (int i = 0; i < 3; i++) {
        assertThat(upstream.exchange(BehindProxy.post(egress))).isEqualTo("ok");
      }
      assertThat(proxy.heads()).hasSize(1);
      assertThat(proxy.tunnelled()).startsWith("\u0016\u0003").doesNotContain("canary");
    }
  }

  @ParameterizedTest
  @EnumSource
  void proxyWithAWrongCertificateGetsNoCredentials(Wire wire) {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy proxy = ConnectProxy.tls(server, ConnectProxy.tunnelTo(upstream.port()))) {
      Egress egress = BehindProxy.through(proxy.address(), Optional.of(LOGIN), ca.certificate());
      assertThat(upstream.failure(BehindProxy.post(egress)).kind()).isEqualTo(Kind.TLS_FAILED);
      assertThat(proxy.heads()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void upstreamThatTheProxyIsNotForIsConnectedToDirectly(Wire wire) throws IOException {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy proxy = ConnectProxy.of(ConnectProxy.tunnelTo(upstream.port()))) {
      for (String bypass : new String[] {"outbound.no-proxy=.test", "provider.openai.proxy=none"}) {
        UpstreamRequest direct = BehindProxy.post(configured(proxy, bypass));
        assertThat(upstream.failure(direct).kind()).isEqualTo(Kind.UNRESOLVED);
      }
      assertThat(proxy.connections()).isZero();
      upstream.exchange(BehindProxy.post(configured(proxy, "outbound.no-proxy=.other")));
      assertThat(proxy.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void providersOwnProxyIsTakenInPlaceOfTheGeneralOne(Wire wire) throws IOException {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy general = ConnectProxy.of(ConnectProxy.tunnelTo(upstream.port()));
        ConnectProxy own = ConnectProxy.of(ConnectProxy.tunnelTo(upstream.port()))) {
      Egress egress = configured(general, "provider.openai.proxy=" + own.address());
      upstream.exchange(BehindProxy.post(egress));
      assertThat(general.connections()).isZero();
      assertThat(own.connections()).isEqualTo(1);
    }
  }

  /** The way to the upstream as an operator configures it. */
  private static Egress configured(ConnectProxy proxy, String line) {
    String[] more = line.split("=", 2);
    return TestSettings.of(
            Map.of(
                "aipassport.outbound.proxy",
                proxy.address().toString(),
                "aipassport.outbound.ca-file",
                ca.pem().toString(),
                "aipassport.provider.openai.base-url",
                "https://upstream.test:8443/v1",
                "aipassport." + more[0],
                more[1]))
        .provider(new ProviderName("openai"))
        .orElseThrow()
        .egress();
  }

  @Test
  void keyInClearNeverPassesAProxy() {
    try (ConnectProxy proxy = ConnectProxy.of(ConnectProxy.saying(""))) {
      Egress egress = BehindProxy.through(proxy);
      assertThatThrownBy(
              () ->
                  new UpstreamTarget(
                      URI.create("http://upstream.test"), true, Upstream.PATIENT, egress))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
