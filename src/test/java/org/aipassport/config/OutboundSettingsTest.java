package org.aipassport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.aipassport.support.TestCa;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How calls leave the broker, and that a wrong word about it stops the start. */
class OutboundSettingsTest {
  private static final String PROXY = "aipassport.outbound.proxy";
  private static final String NO_PROXY = "aipassport.outbound.no-proxy";
  private static final String OWN_PROXY = "aipassport.provider.openai.proxy";
  private static final String OLLAMA_PROXY = "aipassport.provider.ollama.proxy";

  @TempDir private static Path directory;
  private static TestCa ca;

  @BeforeAll
  static void makeCa() {
    ca = TestCa.in(directory);
  }

  @Test
  void nothingSaidIsDirectWithTheTrustOfTheJvm() {
    Settings settings = Given.nothing().read();
    assertThat(settings.outbound()).isEqualTo(new OutboundSettings(Egress.DIRECT, List.of()));
    assertThat(settings.providers())
        .allSatisfy(provider -> assertThat(provider.egress()).isEqualTo(Egress.DIRECT))
        .allSatisfy(
            provider ->
                assertThat(provider.gate())
                    .isEqualTo(new GateSettings(1000, 20, Duration.ofSeconds(10))));
  }

  @Test
  void generalProxyIsForEveryProviderButPlainHttp() {
    Settings settings = Given.value(PROXY, "http://Proxy.Example:3128").read();
    OutboundProxy proxy =
        new OutboundProxy(URI.create("http://proxy.example:3128"), Optional.empty());
    assertThat(proxyOf(settings, "openai")).contains(proxy);
    assertThat(proxyOf(settings, "google")).contains(proxy);
    assertThat(proxyOf(settings, "ollama")).isEmpty();
    assertThat(proxy.port()).isEqualTo(3128);
    assertThat(proxy.isTls()).isFalse();
  }

  @Test
  void loopbackIsNeverBehindTheGeneralProxy() {
    Settings settings =
        Given.value(PROXY, "http://10.0.0.9:3128")
            .and("aipassport.provider.ollama.base-url", "https://localhost:8443/v1")
            .read();
    assertThat(proxyOf(settings, "ollama")).isEmpty();
  }

  @Test
  void portOfAProxyThatNamesNoneIsItsSchemes() {
    OutboundProxy proxy = new OutboundProxy(URI.create("https://proxy.example"), Optional.empty());
    assertThat(proxy.port()).isEqualTo(443);
    assertThat(proxy.isTls()).isTrue();
  }

  @Test
  void userAndPasswordBecomeBasicAndAreHidden() throws IOException {
    Settings settings =
        Given.value(PROXY, "http://proxy.example:3128")
            .and(PROXY + "-user", "Aladdin")
            .and(PROXY + "-password-file", secret("open sesame\n").toString())
            .read();
    OutboundProxy proxy = proxyOf(settings, "openai").orElseThrow();
    assertThat(proxy.authorization())
        .contains(new SecretText("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")); // RFC 7617 section 2
    assertThat(settings.toString()).doesNotContain("sesame", "QWxh");
  }

  @Test
  void providersOwnProxyTakesThePlaceOfTheGeneralOneAndGetsNoneOfItsCredentials()
      throws IOException {
    Settings settings =
        Given.value(PROXY, "http://proxy.example:3128")
            .and(PROXY + "-user", "Aladdin")
            .and(PROXY + "-password-file", secret("canary").toString())
            .and(NO_PROXY, "api.openai.com, api.anthropic.com")
            .and(OWN_PROXY, "https://other.example")
            .and("aipassport.provider.google.proxy", "none")
            .read();
    assertThat(proxyOf(settings, "openai"))
        .contains(new OutboundProxy(URI.create("https://other.example"), Optional.empty()));
    assertThat(proxyOf(settings, "anthropic")).isEmpty();
    assertThat(proxyOf(settings, "google")).isEmpty();
    assertThat(proxyOf(settings, "mistral")).isPresent();
  }

  @Test
  void providersOwnCertificatesTakeThePlaceOfTheGeneralOnes() throws IOException {
    Path two =
        Files.writeString(
            directory.resolve("two.pem"),
            "a comment\n" + Files.readString(ca.pem()) + "\n" + Files.readString(ca.pem()));
    Settings settings =
        Given.value("aipassport.outbound.ca-file", ca.pem().toString())
            .and("aipassport.provider.openai.ca-file", two.toString())
            .read();
    assertThat(egressOf(settings, "google").trusted()).hasSize(1);
    assertThat(egressOf(settings, "openai").trusted()).hasSize(2);
    assertThat(egressOf(settings, "mistral")).isSameAs(egressOf(settings, "google"));
  }

  @Test
  void gateCanBeSet() {
    Settings settings =
        Given.value("aipassport.provider.openai.max-calls", "5000")
            .and("aipassport.provider.openai.breaker-failures", "0")
            .and("aipassport.provider.openai.breaker-rest", "PT0.5S")
            .read();
    assertThat(settings.provider(new ProviderName("openai")).orElseThrow().gate())
        .isEqualTo(new GateSettings(5000, 0, Duration.ofMillis(500)));
  }

  @ParameterizedTest
  @CsvSource({
    "api.example, api.example, 443, true",
    "API.Example, api.example, 443, true",
    "api.example, sub.api.example, 443, false",
    "api.example, notapi.example, 443, false",
    ".example, api.example, 443, true",
    "*.example, a.b.example, 443, true",
    ".example, example, 443, false",
    ".example, badexample, 443, false",
    "api.example:8443, api.example, 8443, true",
    "api.example:8443, api.example, 443, false",
    ".example:8443, api.example, 8443, true",
    "10.0.0.0/8, 10.1.2.3, 443, true",
    "10.0.0.0/8, 11.1.2.3, 443, false",
    "10.0.0.0/8, 10.example, 443, false",
    "10.1.2.3, 10.1.2.3, 443, true",
    "10.1.2.3:8443, 10.1.2.3, 8443, true",
    "10.1.2.3:8443, 10.1.2.3, 443, false",
    "fd00::/8, [fd00::1], 443, true",
    "fd00::1, [fd00::1], 443, true",
    "fd00::1, [fd00::2], 443, false",
    "[fd00::1]:8443, [fd00:0::1], 8443, true"
  })
  void noProxyCoversWhatItSays(String entry, String host, int port, boolean covered) {
    assertThat(ProxyBypass.parse(entry).covers(host, port)).isEqualTo(covered);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        PROXY + " | http://u:canary@proxy.example:3128 | user or password",
        PROXY + " | http://canary@proxy.example:3128 | user or password",
        PROXY + " | proxy.example:3128 | no absolute http",
        PROXY + " | socks5://proxy.example:1080 | no absolute http",
        PROXY + " | http://proxy.example:3128/path | has a path",
        PROXY + " | http://proxy.example:3128?x=canary | has a query",
        PROXY + " | http://proxy.example:0 | port",
        PROXY + " | http://:3128 | host",
        PROXY + " | none | no absolute http",
        OWN_PROXY + " | http://u:canary@proxy.example:3128 | user or password",
        OWN_PROXY + " | None | no absolute http",
        OLLAMA_PROXY + " | http://proxy.example:3128 | would read the provider's key",
        PROXY + "-user | broker | is set without aipassport.outbound.proxy",
        PROXY + "-password-file | /nowhere | is set without aipassport.outbound.proxy",
        NO_PROXY + " | api.example | is set without aipassport.outbound.proxy",
        OWN_PROXY + "-user | broker | is set without aipassport.provider.openai.proxy",
        "aipassport.outbound.ca-file | /nowhere/canary | no file",
        "aipassport.provider.openai.ca-file | /nowhere/canary | no file",
        "aipassport.provider.openai.max-calls | 0 | outside",
        "aipassport.provider.openai.max-calls | 5001 | outside",
        "aipassport.provider.openai.breaker-failures | -1 | no whole number",
        "aipassport.provider.openai.breaker-failures | 10001 | outside",
        "aipassport.provider.openai.breaker-rest | PT0S | outside",
        "aipassport.provider.openai.breaker-rest | PT61M | outside"
      })
  void oneWrongValueIsOneFault(String key, String value, String wrong) {
    oneFault(Given.value(key, value), key, wrong);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*",
        "api.example,*",
        ".",
        "*.*.example",
        "ex*mple",
        "http://u:canary@api.example",
        "api.example:0",
        "api.example:65536",
        "api.example:",
        "10.0.0.1/8",
        "10.0.0.0/33",
        "1.2.3",
        ".1.2.3.4",
        "api example"
      })
  void wrongEntryOfNoProxyIsAFaultThatQuotesNothing(String entries) {
    Given given = Given.value(PROXY, "http://proxy.example:3128").and(NO_PROXY, entries);
    oneFault(given, NO_PROXY, "has an entry (" + entries.split(",").length + ") that");
  }

  @Test
  void userWithoutPasswordIsAFaultAndSoIsTheReverse() throws IOException {
    Given user = Given.value(PROXY, "http://proxy.example:3128").and(PROXY + "-user", "broker");
    oneFault(user, PROXY + "-user", "without aipassport.outbound.proxy-password-file");
    Given password =
        Given.value(PROXY, "http://proxy.example:3128")
            .and(PROXY + "-password-file", secret("canary").toString());
    oneFault(password, PROXY + "-password-file", "without aipassport.outbound.proxy-user");
  }

  @Test
  void credentialsBesideNoProxyAtAllAreAFault() throws IOException {
    Given given =
        Given.value(OWN_PROXY, "none")
            .and(OWN_PROXY + "-password-file", secret("canary").toString());
    oneFault(given, OWN_PROXY + "-password-file", "is set without");
  }

  @Test
  void userWithAColonIsAFault() throws IOException {
    Given given =
        Given.value(PROXY, "http://proxy.example:3128")
            .and(PROXY + "-user", "canary:x")
            .and(PROXY + "-password-file", secret("canary").toString());
    oneFault(given, PROXY + "-user", "colon");
  }

  @ParameterizedTest
  @CsvSource({"''", "'canary\nsecond'", "'canary\t'"})
  void passwordFileThatIsNoLineOfTextIsAFault(String content) throws IOException {
    Given given =
        Given.value(PROXY, "http://proxy.example:3128")
            .and(PROXY + "-user", "broker")
            .and(PROXY + "-password-file", secret(content).toString());
    oneFault(given, PROXY + "-password-file", "no single line");
  }

  @Test
  void passwordFileThatOthersMayReadIsAFault() throws IOException {
    Path file = secret("canary");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Given given =
        Given.value(PROXY, "http://proxy.example:3128")
            .and(PROXY + "-user", "broker")
            .and(PROXY + "-password-file", file.toString());
    oneFault(given, PROXY + "-password-file", "others may read");
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "canary",
    "'-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----'",
    "'-----BEGIN CERTIFICATE-----\n'",
    "'-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----'"
  })
  void fileWithoutCertificatesIsAFault(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("not.pem"), content);
    Given given = Given.value("aipassport.outbound.ca-file", file.toString());
    oneFault(given, "aipassport.outbound.ca-file", "certificate");
  }

  @Test
  void oneBrokenCertificateSpoilsTheFile() throws IOException {
    String good = Files.readString(ca.pem());
    Path file = Files.writeString(directory.resolve("cut.pem"), good + good.substring(0, 200));
    Given given = Given.value("aipassport.provider.openai.ca-file", file.toString());
    oneFault(given, "aipassport.provider.openai.ca-file", "certificate");
  }

  private static void oneFault(Given given, String key, String wrong) {
    assertThat(given.faults())
        .singleElement()
        .asString()
        .startsWith(key + ": ")
        .contains(wrong.strip(), "; expected ")
        .doesNotContain("canary");
  }

  private static Path secret(String content) throws IOException {
    Path file = directory.resolve("password");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, content);
  }

  private static Optional<OutboundProxy> proxyOf(Settings settings, String provider) {
    return egressOf(settings, provider).proxy();
  }

  private static Egress egressOf(Settings settings, String provider) {
    return settings.provider(new ProviderName(provider)).orElseThrow().egress();
  }
}
