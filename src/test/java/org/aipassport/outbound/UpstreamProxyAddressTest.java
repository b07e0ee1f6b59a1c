package org.aipassport.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.aipassport.config.Egress;
import org.aipassport.outbound.UpstreamFailure.Kind;
import org.aipassport.support.ConnectProxy;
import org.aipassport.support.TestCa;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is known here not to be public is not asked of the proxy. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpstreamProxyAddressTest {
  private static final String[] NOT_PUBLIC = {
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "0.0.0.0",
    "[::1]",
    "[::ffff:10.0.0.1]",
    "[fd00::1]",
    "[64:ff9b::7f00:1]",
    "private.test",
    "mixed.test"
  };

  @TempDir private static Path directory;
  private static TestCa ca;
  private static SSLContext server;

  @BeforeAll
  static void issueCertificate() {
    ca = TestCa.in(directory);
    server = ca.serverOf("public.test", "private.test");
  }

  @ParameterizedTest
  @EnumSource
  void addressKnownNotToBePublicIsRefusedBeforeTheProxyIsAsked(Wire wire) {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy proxy = ConnectProxy.of(ConnectProxy.tunnelTo(upstream.port()))) {
      Egress egress = BehindProxy.through(proxy, ca.certificate());
      for (String host : NOT_PUBLIC) {
        UpstreamFailure failure =
            upstream.failure(BehindProxy.post(egress, host, false, Upstream.PATIENT));
        assertThat(failure.kind()).as(host).isEqualTo(Kind.ADDRESS_REFUSED);
      }
      assertThat(proxy.connections()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void publicNameIsAskedOfTheProxyByName(Wire wire) throws IOException {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy proxy = ConnectProxy.of(ConnectProxy.tunnelTo(upstream.port()))) {
      Egress egress = BehindProxy.through(proxy, ca.certificate());
      upstream.exchange(BehindProxy.post(egress, "public.test", false, Upstream.PATIENT));
      assertThat(proxy.heads()).singleElement().asString().startsWith("CONNECT public.test:8443 ");
    }
  }

  @ParameterizedTest
  @EnumSource
  void targetThatMayBePrivateIsNotLookedUpHere(Wire wire) throws IOException {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy proxy = ConnectProxy.of(ConnectProxy.tunnelTo(upstream.port()))) {
      Egress egress = BehindProxy.through(proxy, ca.certificate());
      upstream.exchange(BehindProxy.post(egress, "private.test", true, Upstream.PATIENT));
      assertThat(upstream.lookedUp).containsOnly("127.0.0.1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void literalAddressKeepsItsBracketsTowardsTheProxy(Wire wire) {
    try (BehindProxy upstream = new BehindProxy(wire, server);
        ConnectProxy proxy = ConnectProxy.of(ConnectProxy.tunnelTo(upstream.port()))) {
      Egress egress = BehindProxy.through(proxy, ca.certificate());
      UpstreamFailure failure =
          upstream.failure(BehindProxy.post(egress, "[2606:4700::1]", false, Upstream.PATIENT));
      assertThat(failure.kind()).isEqualTo(Kind.TLS_FAILED);
      assertThat(proxy.heads())
          .singleElement()
          .asString()
          .startsWith("CONNECT [2606:4700::1]:8443 HTTP/1.1\r\nHost: [2606:4700::1]:8443\r\n");
    }
  }
}
