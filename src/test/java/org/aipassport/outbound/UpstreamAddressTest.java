package org.aipassport.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.aipassport.config.Deadlines;
import org.aipassport.outbound.UpstreamFailure.Kind;
import org.aipassport.support.FakeProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only public addresses are connected to, unless the target allows others. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpstreamAddressTest {
  private static final Deadlines HASTY =
      new Deadlines(Duration.ofSeconds(3), Upstream.LONG, Upstream.LONG, Upstream.LONG);
  private static final List<String> LOOPBACK_IN_DISGUISE =
      List.of(
          "127.0.0.1",
          "127.1",
          "127.0.1",
          "127.255.255.254",
          "2130706433",
          "017700000001",
          "0177.0.0.1",
          "0177.0.0.01",
          "0x7f000001",
          "0x7f.0.0.1",
          "0x7F.1",
          "127.0.0.1.",
          "0",
          "0.0.0.0",
          "localhost",
          "LOCALHOST",
          "localhost.",
          "[::1]",
          "[::]",
          "[0:0:0:0:0:0:0:1]",
          "[::ffff:127.0.0.1]",
          "[::ffff:7f00:1]",
          "[::127.0.0.1]",
          "[64:ff9b::7f00:1]",
          "[64:ff9b::127.0.0.1]",
          "[2002:7f00:1::]",
          "[fe80::1%25lo]",
          "[::1%25lo]");

  @ParameterizedTest
  @EnumSource
  void loopbackIsRefusedInWhateverFormItIsWritten(Wire wire) {
    try (Upstream upstream = new Upstream(wire)) {
      for (String host : LOOPBACK_IN_DISGUISE) {
        String origin = "http://" + host + ":" + upstream.provider.port();
        assertThat(refused(upstream, origin)).as(host).isTrue();
      }
      assertThat(upstream.provider.connections()).isZero();
    }
  }

  private static boolean refused(Upstream upstream, String origin) {
    UpstreamRequest request;
    try {
      request = Upstream.getOf(URI.create(origin), false, Upstream.PATIENT);
    } catch (IllegalArgumentException e) {
      return true;
    }
    UpstreamFailure failure = upstream.failure(request);
    boolean unknown = origin.contains("localhost.") && failure.kind() == Kind.UNRESOLVED;
    return failure.certainlyNotSent() && (unknown || failure.kind() == Kind.ADDRESS_REFUSED);
  }

  @ParameterizedTest
  @EnumSource
  void allowedConnectionIsOutOfReachOfATargetThatMayNotUseIt(Wire wire) throws IOException {
    try (Upstream upstream = new Upstream(wire)) {
      upstream.exchange(upstream.get("any"));
      URI origin = upstream.provider.origin();
      UpstreamFailure failure = upstream.failure(Upstream.getOf(origin, false, Upstream.PATIENT));
      assertThat(failure.kind()).isEqualTo(Kind.ADDRESS_REFUSED);
      assertThat(upstream.provider.arrivals()).hasSize(1);
      assertThat(upstream.provider.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nameThatIsReboundToLoopbackIsNeverConnectedToThere(Wire wire) throws IOException {
    Deque<String> answers = new ConcurrentLinkedDeque<>(List.of("2002:808:808::1", "127.0.0.1"));
    try (FakeProvider provider = FakeProvider.start(0);
        UpstreamClient client =
            new UpstreamClient(
                wire.engine(
                    Trust::of,
                    host -> new InetAddress[] {InetAddress.getByName(answers.removeFirst())}))) {
      URI origin = URI.create("http://rebinding.test:" + provider.port());
      UpstreamRequest request = Upstream.getOf(origin, false, HASTY);
      assertThat(failureOf(client, request)).isIn(Kind.CONNECT_TIMEOUT, Kind.CONNECT_FAILED);
      assertThat(answers).as("one look-up for one connection").hasSize(1);
      assertThat(failureOf(client, request)).isEqualTo(Kind.ADDRESS_REFUSED);
      assertThat(provider.connections()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nameWithMixedAnswersIsRefusedWhateverTheirOrder(Wire wire) throws IOException {
    InetAddress good = InetAddress.getByName("2002:808:808::1");
    InetAddress bad = InetAddress.getByName("127.0.0.1");
    for (InetAddress[] mixed : new InetAddress[][] {{good, bad}, {bad, good}}) {
      try (FakeProvider provider = FakeProvider.start(0);
          UpstreamClient client = new UpstreamClient(wire.engine(Trust::of, host -> mixed))) {
        URI origin = URI.create("http://mixed.test:" + provider.port());
        assertThat(failureOf(client, Upstream.getOf(origin, false, Upstream.PATIENT)))
            .isEqualTo(Kind.ADDRESS_REFUSED);
        assertThat(provider.connections()).isZero();
      }
    }
  }

  private static Kind failureOf(UpstreamClient client, UpstreamRequest request) {
    return catchThrowableOfType(
            UpstreamFailure.class, () -> client.send(request, abort -> {}).close())
        .kind();
  }

  @Test
  void oneAddressThatIsNotPublicSpoilsTheName() throws UnknownHostException {
    InetAddress good = InetAddress.getByName("93.184.216.34");
    InetAddress bad = InetAddress.getByName("10.0.0.1");
    CheckedResolver mixed = new CheckedResolver(host -> new InetAddress[] {good, bad});
    assertThatThrownBy(() -> mixed.resolve("rebinding.example"))
        .isInstanceOf(CheckedResolver.AddressRefused.class);
    CheckedResolver pure = new CheckedResolver(host -> new InetAddress[] {good});
    assertThat(pure.resolve("fine.example")).containsExactly(good);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::8.8.8.8",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:0a00:0001::1",
        "2002:a9fe:a9fe::1",
        "3fff::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void addressIsNotPublic(String text) throws UnknownHostException {
    assertThat(PublicAddresses.contain(InetAddress.getByName(text))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "104.18.7.192",
        "2606:4700::6812:7c0",
        "2a00:1450:4001::200a",
        "2002:0808:0808::1"
      })
  void addressIsPublic(String text) throws UnknownHostException {
    assertThat(PublicAddresses.contain(InetAddress.getByName(text))).isTrue();
  }

  @Test
  void mappedAddressThatKeepsItsFormIsNotPublic() throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    mapped[12] = 8;
    InetAddress kept = java.net.Inet6Address.getByAddress("mapped.example", mapped, 0);
    assertThat(PublicAddresses.contain(kept)).isFalse();
  }
}
