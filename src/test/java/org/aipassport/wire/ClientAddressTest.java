package org.aipassport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.aipassport.config.Settings;
import org.aipassport.problems.Refusal;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.Refused;
import org.aipassport.support.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
  private static final Settings ALONE = TestSettings.defaults();
  private static final Settings BEHIND_EDGES =
      TestSettings.of(Map.of("aipassport.edge.trusted", "10.0.0.0/8, fd00::/8"));

  @Test
  void connectionTellsTheAddress() {
    assertThat(of(from("203.0.113.9"), ALONE)).isEqualTo("203.0.113.9");
    assertThat(of(from("2001:db8:0:0:0:0:0:1"), ALONE)).isEqualTo("2001:db8:0:0:0:0:0:1");
  }

  @Test
  void forwardingHeaderOfNoEdgeIsNotBelieved() {
    String spoofed = "127.0.0.1";
    assertThat(of(from("203.0.113.9").with("X-Forwarded-For", spoofed), ALONE))
        .isEqualTo("203.0.113.9");
    assertThat(of(from("203.0.113.9").with("X-Forwarded-For", spoofed), BEHIND_EDGES))
        .isEqualTo("203.0.113.9");
    assertThat(of(from("203.0.113.9").with("X-Forwarded-For", "<garbage>"), BEHIND_EDGES))
        .isEqualTo("203.0.113.9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "198.51.100.7",
        "127.0.0.1, 198.51.100.7",
        "10.1.1.1,198.51.100.7",
        "garbage, 198.51.100.7, 10.2.2.2",
        "127.0.0.1 , 198.51.100.7 ,10.2.2.2, fd00::1, 10.3.3.3",
        "::ffff:198.51.100.7"
      })
  void lastHopThatIsNoEdgeIsTheCaller(String forwarded) {
    assertThat(of(from("10.0.0.1").with("X-Forwarded-For", forwarded), BEHIND_EDGES))
        .isEqualTo("198.51.100.7");
  }

  @Test
  void headerInSeveralLinesIsOneList() {
    FakeRequest request =
        from("10.0.0.1")
            .with("X-Forwarded-For", "127.0.0.1")
            .with("x-forwarded-for", "198.51.100.7")
            .with("X-FORWARDED-FOR", "10.2.2.2");
    assertThat(of(request, BEHIND_EDGES)).isEqualTo("198.51.100.7");
  }

  @Test
  void edgeThatForwardsForNobodyIsTheCallerItself() {
    assertThat(of(from("10.0.0.1"), BEHIND_EDGES)).isEqualTo("10.0.0.1");
    assertThat(of(from("10.0.0.1").with("X-Forwarded-For", "10.9.9.9"), BEHIND_EDGES))
        .isEqualTo("10.9.9.9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "unknown",
        "_hidden",
        "localhost",
        "face.cafe",
        "deadbeef",
        "1",
        "2130706433",
        "127.1",
        "127.0.1",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "999.1.1.1",
        "1.2.3.4.5",
        "1.2.3.4/8",
        "1.2.3.4:80",
        "1.2.3.4%eth0",
        "[1.2.3.4]",
        "[::1",
        "::1]",
        "[::1]:80",
        "::1/64",
        ":::",
        "1::2::3",
        "198.51.100.7;",
        "'198.51.100.7'"
      })
  void edgeThatNamesNoAddressIsMalformed(String garbage) {
    Refused.as(
        Refusal.MALFORMED,
        () ->
            ClientAddress.of(
                from("10.0.0.1").with("X-Forwarded-For", garbage).servlet(), BEHIND_EDGES));
  }

  @ParameterizedTest
  @CsvSource({
    "fe80:0:0:0:1:2:3:4%eth0, fe80:0:0:0:1:2:3:4",
    "fe80::1%2, fe80:0:0:0:0:0:0:1",
    "[2001:db8::5], 2001:db8:0:0:0:0:0:5",
    "::ffff:10.1.2.3, 10.1.2.3",
    "0:0:0:0:0:ffff:cb00:7109, 203.0.113.9"
  })
  void everySpellingOfAnAddressIsRead(String text, String address) {
    assertThat(of(from(text), ALONE)).isEqualTo(address);
  }

  @Test
  void edgeIsRecognisedThroughTheMappedForm() {
    assertThat(ClientAddress.fromEdge(from("::ffff:10.1.2.3").servlet(), BEHIND_EDGES)).isTrue();
    assertThat(ClientAddress.fromEdge(from("203.0.113.9").servlet(), BEHIND_EDGES)).isFalse();
    assertThat(ClientAddress.fromEdge(from("10.1.2.3").servlet(), ALONE)).isFalse();
  }

  @Test
  void householdIsCountedByItsNetwork() throws UnknownHostException {
    assertThat(bucket("2001:db8:1:2:3:4:5:6"))
        .isEqualTo(bucket("2001:db8:1:2::ffff"))
        .isEqualTo("2001:db8:1:2:0:0:0:0/64")
        .isNotEqualTo(bucket("2001:db8:1:3:3:4:5:6"));
    assertThat(bucket("203.0.113.9")).isEqualTo("203.0.113.9");
    assertThat(bucket("::ffff:203.0.113.9")).isEqualTo("203.0.113.9");
  }

  private static String bucket(String address) throws UnknownHostException {
    return ClientAddress.bucket(InetAddress.getByName(address));
  }

  private static FakeRequest from(String address) {
    return FakeRequest.get("/grants").from(address);
  }

  private static String of(FakeRequest request, Settings settings) {
    return ClientAddress.of(request.servlet(), settings).getHostAddress();
  }
}
