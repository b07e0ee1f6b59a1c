package org.aipassport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which a configuration can be wrong. */
class SettingsFaultsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aipassport.data-dir | ~root/x | begins with ~",
        "aipassport.public-url | localhost:8080 | no absolute",
        "aipassport.public-url | /broker | no absolute",
        "aipassport.public-url | ftp://localhost | no absolute",
        "aipassport.public-url | http:localhost | no valid host",
        "aipassport.public-url | https:///x | no valid host",
        "aipassport.public-url | https:// | is no URL",
        "aipassport.public-url | http://broker.example | plain http",
        "aipassport.public-url | http://10.0.0.1:8080 | plain http",
        "aipassport.public-url | http://127.0.0.1.example | plain http",
        "aipassport.public-url | http://localhost.example | plain http",
        "aipassport.public-url | http://[::2] | plain http",
        "aipassport.public-url | http://127.1 | no valid host",
        "aipassport.public-url | http://0177.0.0.1 | no valid host",
        "aipassport.public-url | http://2130706433 | no valid host",
        "aipassport.public-url | http://0x7f000001 | no valid host",
        "aipassport.public-url | https://bröker.example | no valid host",
        "aipassport.public-url | https://a_b.example | no valid host",
        "aipassport.public-url | https://broker.example:0 | port",
        "aipassport.public-url | https://broker.example:65536 | port",
        "aipassport.public-url | https://u:canary@broker.example | user or password",
        "aipassport.public-url | https://broker.example?a=canary | query",
        "aipassport.public-url | https://broker.example/#a | fragment",
        "aipassport.public-url | https://broker.example/a/../b | path",
        "aipassport.public-url | https://broker.example/a//b | path",
        "aipassport.public-url | https://broker.example/%2e%2e | path",
        "aipassport.public-url | https://broker.example/a;b | path",
        "aipassport.hosts | a.example,,b.example | empty entry",
        "aipassport.hosts | https://a.example | no host",
        "aipassport.hosts | *.example | no host",
        "aipassport.hosts | a.example:http | no host",
        "aipassport.hosts | a.example:65536 | port above",
        "aipassport.hosts | a.example:0 | no host",
        "aipassport.hosts | ::1 | no host",
        "aipassport.hosts | [::x] | no host",
        "aipassport.hosts | 127.1 | no host",
        "aipassport.edge.trusted | edge.example | numeric",
        "aipassport.edge.trusted | 10.0.0.0/33 | prefix length",
        "aipassport.edge.trusted | 10.0.0.1/8 | beyond its prefix",
        "aipassport.setup.allow-from | localhost | numeric",
        "aipassport.setup.allow-from | 10.0.0.0/8, | empty entry",
        "aipassport.master-key.file | /nowhere/canary | no file",
        "aipassport.signing-key.file | /nowhere/canary | no file",
        "aipassport.signing-key.file | / | no file",
        "aipassport.providers | openai,,google | empty entry",
        "aipassport.providers | OpenAI | no name",
        "aipassport.providers | openai,openai | twice",
        "aipassport.token.ttl | 3600 | no duration",
        "aipassport.token.ttl | 1h | no duration",
        "aipassport.token.ttl | P1M | no duration",
        "aipassport.token.ttl | PT99999999999999999999H | no duration",
        "aipassport.token.ttl | PT0S | outside",
        "aipassport.token.ttl | -PT1H | outside",
        "aipassport.token.ttl | PT1.5S | parts of a second",
        "aipassport.token.ttl | PT25H | longer than the longest",
        "aipassport.token.max-ttl | PT59M | aipassport.token.ttl: is PT1H",
        "aipassport.token.max-ttl | P3651D | outside",
        "aipassport.token.inspect | yes | is 'yes'",
        "aipassport.grant.max-lifetime | PT59M | outside",
        "aipassport.grant.max-lifetime | P4000D | outside",
        "aipassport.apps.unregistered | true | is 'true'",
        "aipassport.oauth.registration | allow | is 'allow'",
        "aipassport.oauth.registration | token | token-file: is missing",
        "aipassport.oauth.registration.token-file | /nowhere/canary | no file",
        "aipassport.approval.fresh-above-requests | -1 | no whole number",
        "aipassport.approval.fresh-above-requests | 1000000000001 | outside",
        "aipassport.tool.max-lifetime | PT59M | outside",
        "aipassport.tool.max-lifetime | P4000D | outside",
        "aipassport.local-accounts | no | is 'no'",
        "aipassport.session.idle | PT4M59S | outside",
        "aipassport.session.idle | PT12H1S | longer than a session lives",
        "aipassport.session.idle | PT30M0.5S | parts of a second",
        "aipassport.session.lifetime | P31D | outside",
        "aipassport.session.lifetime | PT29M | aipassport.session.idle: is PT30M",
        "aipassport.session.fresh | PT59S | outside",
        "aipassport.session.fresh | PT13H | longer than a session lives",
        "aipassport.money.park | 60 | no duration",
        "aipassport.money.park | -PT1S | outside",
        "aipassport.money.park | PT15M1S | outside",
        "aipassport.max-body-bytes | 65535 | outside",
        "aipassport.max-body-bytes | 268435457 | outside",
        "aipassport.max-body-bytes | 32M | no whole number",
        "aipassport.max-body-memory | 131071 | outside",
        "aipassport.max-body-memory | 134217727 | less than four of the largest bodies",
        "aipassport.max-body-memory | 1099511627777 | outside",
        "aipassport.body-timeout | PT0.9S | outside",
        "aipassport.body-timeout | PT1H1S | outside",
        "aipassport.body-timeout | 60 | no duration",
        "aipassport.max-body-bytes | 99999999999999999999 | no whole number",
        "aipassport.call-threads | 0 | outside",
        "aipassport.call-threads | 10001 | outside",
        "aipassport.call-threads | -1 | no whole number",
        "aipassport.oidc.issuer | https://id.example | client-id: is missing",
        "aipassport.oidc.client-id | broker | set without aipassport.oidc.issuer",
        "aipassport.oidc.client-secret-file | /x | set without aipassport.oidc.issuer",
        "aipassport.oidc.scopes | openid | set without aipassport.oidc.issuer",
        "aipassport.oidc.username-claim | sub | set without aipassport.oidc.issuer",
        "aipassport.oidc.name-claim | sub | set without aipassport.oidc.issuer",
        "aipassport.oidc.name | Sign in | set without aipassport.oidc.issuer",
        "aipassport.oidc.groups-claim | roles | set without aipassport.oidc.issuer or mp",
        "aipassport.oidc.owner-groups | a | set without aipassport.oidc.issuer or mp",
        "aipassport.oidc.operator-groups | a | set without aipassport.oidc.issuer or mp",
        "aipassport.oidc.auditor-groups | a | set without aipassport.oidc.issuer or mp",
        "aipassport.oidc.allow-private | true | set without aipassport.oidc.issuer or mp",
        "aipassport.oidc.allow-private | 1 | is '1'",
        "mp.jwt.verify.issuer | https://id.example | publickey: is missing",
        "mp.jwt.verify.publickey | {canary} | set without mp.jwt.verify.issuer",
        "mp.jwt.verify.publickey.location | /canary | set without mp.jwt.verify.issuer",
        "mp.jwt.verify.audiences | canary | set without mp.jwt.verify.issuer",
        "aipassport.provider.openai.type | openapi | is 'openapi'",
        "aipassport.provider.openai.type | openai-compatible | base-url: is missing",
        "aipassport.provider.openai.base-url | http://api.openai.com/v1 | plain http",
        "aipassport.provider.openai.base-url | api.openai.com | no absolute",
        "aipassport.provider.openai.base-url | https://u:canary@api.openai.com | user or password",
        "aipassport.provider.openai.base-url | https://api.openai.com/v1?key=canary | query",
        "aipassport.provider.openai.base-url | https://api.openai.com/v1#x | fragment",
        "aipassport.provider.openai.base-url | https://localhost/v1 | private or loopback",
        "aipassport.provider.openai.base-url | https://127.0.0.1/v1 | private or loopback",
        "aipassport.provider.openai.base-url | https://10.1.2.3/v1 | private or loopback",
        "aipassport.provider.openai.base-url | https://169.254.169.254 | private or loopback",
        "aipassport.provider.openai.base-url | https://0.0.0.0 | private or loopback",
        "aipassport.provider.openai.base-url | https://[fd00::1] | private or loopback",
        "aipassport.provider.openai.base-url | https://[::ffff:10.0.0.1] | private or loopback",
        "aipassport.provider.ollama.allow-private | false | base-url: is plain http",
        "aipassport.provider.openai.allow-private | 1 | is '1'",
        "aipassport.provider.openai.connect-timeout | 3 | no duration",
        "aipassport.provider.openai.connect-timeout | PT0S | outside",
        "aipassport.provider.openai.connect-timeout | PT61M | longer than the whole call",
        "aipassport.provider.openai.first-byte-timeout | PT2H | longer than the whole call",
        "aipassport.provider.openai.idle-timeout | PT2H | longer than the whole call",
        "aipassport.provider.openai.total-timeout | P2D | outside"
      })
  void oneWrongValueIsOneFault(String key, String value, String wrong) {
    List<String> faults = Given.value(key, value).faults();
    assertThat(faults)
        .singleElement()
        .asString()
        .contains(wrong.strip(), "; expected ")
        .doesNotContain("canary");
    String named = faults.get(0).substring(0, faults.get(0).indexOf(':'));
    assertThat(Given.value(key, value).and("aipassport.hosts", ",").faults())
        .as("told beside others")
        .anySatisfy(fault -> assertThat(fault).startsWith(named + ":"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mysql://x | neither",
        "jdbc:mysql://db/x | neither",
        "JDBC:postgresql://db/x | neither",
        "jdbc:postgresql: | names no database",
        "jdbc:postgresql://db/x?password=canary | has a password",
        "jdbc:postgresql://db/x?a=b&PASSWORD=canary | has a password",
        "jdbc:postgresql://db/x?sslpassword=canary | has a password",
        "jdbc:postgresql://u:canary@db/x | user or password before the host",
        "jdbc:postgresql://db/x y | blanks",
        "jdbc:derby: | other than",
        "jdbc:derby://localhost:1527/db | network server",
        "jdbc:derby:net://localhost/db | network server",
        "jdbc:derby:classpath:db | other than",
        "jdbc:derby:jar:(x.jar)db | other than",
        "jdbc:derby:https://example.com/db | other than",
        "jdbc:derby:db;user=canary | other than",
        "jdbc:derby:db;create=true;password=canary | has a password",
        "jdbc:derby:db;bootPassword=canary | other than",
        "jdbc:derby:db;derby.connection.requireAuthentication=true | other than",
        "jdbc:derby:db;derby.authentication.provider=LDAP | other than",
        "jdbc:derby:db;derby.authentication.server=ldap://canary | other than",
        "jdbc:derby:db;create=true;shutdown=true | other than",
        "jdbc:derby:db;drop=true | other than"
      })
  void databaseUrlIsRefusedAndNotShown(String url, String wrong) {
    assertThat(Given.value("aipassport.db.url", url).faults())
        .singleElement()
        .asString()
        .startsWith("aipassport.db.url: ")
        .contains(wrong.strip())
        .doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ldap://canary/x", "rmi://canary", "java:ldap://canary", "a b"})
  void foreignDirectoriesAreNoDataSource(String name) {
    assertThat(Given.value("aipassport.db.jndi", name).faults())
        .singleElement()
        .asString()
        .startsWith("aipassport.db.jndi: is no name")
        .doesNotContain("canary");
  }

  @Test
  void urlAndDataSourceTogetherAreAFault() {
    assertThat(
            Given.value("aipassport.db.url", "jdbc:postgresql:x")
                .and("aipassport.db.jndi", "jdbc/x")
                .faults())
        .singleElement()
        .asString()
        .startsWith("aipassport.db.jndi: is set beside aipassport.db.url");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "jdbc:derby:db"})
  void userWithoutPostgresqlIsAFault(String url) {
    assertThat(Given.value("aipassport.db.user", "broker").and("aipassport.db.url", url).faults())
        .singleElement()
        .asString()
        .startsWith("aipassport.db.user: is set without a PostgreSQL URL");
  }

  @Test
  void passwordFileThatCannotBeReadIsAFault() {
    assertThat(
            Given.value("aipassport.db.password-file", "canary-typed-here")
                .and("aipassport.db.url", "jdbc:postgresql:x")
                .faults())
        .singleElement()
        .asString()
        .startsWith("aipassport.db.password-file: names no file")
        .doesNotContain("canary");
  }

  @Test
  void pricesFileThatCannotBeReadIsAFault() {
    assertThat(Given.value("aipassport.prices.file", "/nowhere/prices.json").faults())
        .singleElement()
        .asString()
        .startsWith("aipassport.prices.file: names no file");
  }

  @Test
  void passwordFileWithoutPostgresqlIsAFault() throws Exception {
    Path file = Files.createTempFile("password", "");
    try {
      assertThat(Given.value("aipassport.db.password-file", file.toString()).faults())
          .singleElement()
          .asString()
          .startsWith("aipassport.db.password-file: is set without");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void databaseUserWithBlanksIsAFault() {
    assertThat(
            Given.value("aipassport.db.user", "a b")
                .and("aipassport.db.url", "jdbc:postgresql:x")
                .faults())
        .singleElement()
        .asString()
        .startsWith("aipassport.db.user: has blanks");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aipassport.oidc.issuer | http://id.example | plain http",
        "aipassport.oidc.issuer | https://localhost:9000 | private or loopback",
        "aipassport.oidc.issuer | http://127.0.0.1:9000 | private or loopback",
        "aipassport.oidc.issuer | https://10.0.0.1 | private or loopback",
        "aipassport.oidc.issuer | id.example | no absolute",
        "aipassport.oidc.issuer | https://u:canary@id.example | user or password",
        "aipassport.oidc.issuer | https://id.example?canary | query",
        "aipassport.oidc.client-id | a canary | blanks",
        "aipassport.oidc.client-secret-file | /nowhere/canary | no file",
        "aipassport.oidc.scopes | profile email | lacks openid",
        "aipassport.oidc.scopes | openid pro\"file | no scope",
        "aipassport.oidc.username-claim | user name | blanks",
        "aipassport.oidc.groups-claim | a b | blanks",
        "aipassport.oidc.owner-groups | a,,b | empty entry",
        "aipassport.oidc.name | a\tb | control characters",
        "mp.jwt.verify.issuer | a canary | blanks",
        "mp.jwt.verify.publickey | canary | no public key",
        "mp.jwt.verify.publickey.location | https://id.example/keys | publickey: is set beside",
        "mp.jwt.verify.audiences | a,,b | empty entry"
      })
  void wrongValueBesideAnIssuerIsOneFault(String key, String value, String wrong) {
    assertThat(
            Given.value("aipassport.oidc.issuer", "https://id.example")
                .and("aipassport.oidc.client-id", "broker")
                .and("mp.jwt.verify.issuer", "https://id.example")
                .and("mp.jwt.verify.publickey", "{\"kty\":\"EC\"}")
                .and(key, value)
                .faults())
        .singleElement()
        .asString()
        .contains(wrong.strip(), "; expected ")
        .doesNotContain("canary");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/nowhere/canary | no file",
        "file:/nowhere/canary | no file",
        "http://id.example/keys | plain http",
        "https://localhost/keys | private or loopback",
        "https://id.example/keys?canary | query"
      })
  void wrongPlaceOfATokenIssuersKeyIsAFault(String location, String wrong) {
    assertThat(
            Given.value("mp.jwt.verify.issuer", "https://id.example")
                .and("mp.jwt.verify.publickey.location", location)
                .faults())
        .singleElement()
        .asString()
        .startsWith("mp.jwt.verify.publickey.location: ")
        .contains(wrong.strip())
        .doesNotContain("canary");
  }

  @Test
  void clientSecretThatOthersMayReadIsAFault() throws Exception {
    Path file =
        Files.createTempFile(
            "client-secret",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    try {
      Files.writeString(file, "canary");
      assertThat(
              Given.value("aipassport.oidc.issuer", "https://id.example")
                  .and("aipassport.oidc.client-id", "broker")
                  .and("aipassport.oidc.client-secret-file", file.toString())
                  .faults())
          .singleElement()
          .asString()
          .contains("others may read")
          .doesNotContain("canary");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void providerOfAnotherNameMustSayItsType() {
    assertThat(Given.value("aipassport.providers", "local").faults())
        .singleElement()
        .asString()
        .startsWith("aipassport.provider.local.type: is missing");
  }

  @Test
  void keyOfAnUnlistedProviderIsAFault() {
    assertThat(Given.value("aipassport.provider.local.type", "openai").faults())
        .containsExactly(
            "aipassport.provider.local.type: the provider 'local' is not in aipassport.providers;"
                + " expected a provider listed there");
  }

  @ParameterizedTest
  @CsvSource({
    "aipassport.token.tll, aipassport.token.ttl",
    "aipassport.datadir, aipassport.data-dir",
    "aipassport.master.key.file, aipassport.master-key.file",
    "AIPASSPORT_TOKEN_TTL, aipassport.token.ttl",
    "aipassport.publicurl, aipassport.public-url",
    "aipassport.provider.openai.first-byte-timout, aipassport.provider.openai.first-byte-timeout"
  })
  void misspeltKeyIsAFaultThatNamesTheRightOne(String name, String meant) {
    assertThat(Given.value(name, "canary").faults())
        .containsExactly(
            name
                + ": is no key of AIPassport; did you mean "
                + meant
                + "?; expected one of the keys in config/aipassport.properties");
  }

  @ParameterizedTest
  @ValueSource(strings = {"aipassport.something-else.entirely", "aipassport.config"})
  void unknownKeyIsAFault(String name) {
    assertThat(Given.value(name, "canary").faults())
        .singleElement()
        .asString()
        .startsWith(name + ": is no key of AIPassport; expected")
        .doesNotContain("canary");
  }

  @Test
  void providerKeyInTheFileIsAFault() {
    assertThatThrownBy(
            () ->
                SettingsReader.read(
                    name -> Optional.empty(), List.of("OPENAI_API_KEY"), Given.HOME))
        .hasMessageContaining("OPENAI_API_KEY: is in the file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"canary key", "canary\tkey", "canary\nkey", "canary\u0000", "canary\u00fc"})
  void providerKeyWithBlanksInsideIsAFaultThatHidesIt(String key) {
    assertThat(Given.value("OPENAI_API_KEY", key).faults())
        .singleElement()
        .asString()
        .startsWith("OPENAI_API_KEY: ")
        .doesNotContain("canary");
  }

  @ParameterizedTest
  @CsvSource({"PT1H, no whole number", "0, outside", "86401, longer than the longest"})
  void olderVariableForTheTokensLifeIsChecked(String value, String wrong) {
    assertThat(Given.value("TOKEN_TTL_SECONDS", value).faults())
        .singleElement()
        .asString()
        .startsWith("TOKEN_TTL_SECONDS: ")
        .contains(wrong);
  }

  @Test
  void valueThatTheServerCannotResolveIsAFault() {
    assertThatThrownBy(
            () ->
                SettingsReader.read(
                    name -> {
                      if (name.equals("aipassport.hosts")) {
                        throw new NoSuchElementException("canary");
                      }
                      return Optional.empty();
                    },
                    List.of(),
                    Given.HOME))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("aipassport.hosts: cannot be read")
        .hasMessageNotContaining("canary");
  }

  @Test
  void allFaultsAreToldAtOnce() {
    List<String> faults =
        Given.value("aipassport.public-url", "http://broker.example")
            .and("aipassport.hosts", "a b, c:d")
            .and("aipassport.edge.trusted", "edge")
            .and("aipassport.token.ttl", "soon")
            .and("aipassport.token.max-ttl", "PT1M")
            .and("aipassport.db.url", "jdbc:derby://x")
            .and("aipassport.provider.openai.type", "x")
            .and("aipassport.provider.openai.idle-timeout", "x")
            .and("aipassport.max-body-bytes", "x")
            .and("aipassport.tokens", "x")
            .and("OPENAI_API_KEY", "a b")
            .faults();
    assertThat(faults)
        .extracting(fault -> fault.substring(0, fault.indexOf(':')))
        .containsExactlyInAnyOrder(
            "aipassport.public-url",
            "aipassport.hosts",
            "aipassport.hosts",
            "aipassport.edge.trusted",
            "aipassport.token.ttl",
            "aipassport.db.url",
            "aipassport.provider.openai.type",
            "aipassport.provider.openai.idle-timeout",
            "aipassport.max-body-bytes",
            "aipassport.tokens",
            "OPENAI_API_KEY");
  }

  @Test
  void faultIsOneLineWhateverTheOperatorTyped() {
    assertThat(Given.value("aipassport.token.ttl", "a\nFORGED\u001b[2J\u2028x".repeat(50)).faults())
        .singleElement()
        .asString()
        .matches("[\\x20-\\x7e]{1,250}");
    assertThat(Given.value("aipassport.x\nFORGED", "x").faults())
        .singleElement()
        .asString()
        .matches("[\\x20-\\x7e]{1,250}");
  }
}
