package org.aipassport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {
  @TempDir private Path directory;

  @Test
  void nothingSetGivesTheDefaults() {
    Settings settings = Given.nothing().read();
    assertThat(settings.dataDir()).isEqualTo(Path.of("/home/operator/.aipassport"));
    assertThat(settings.publicUrl()).isEqualTo(URI.create("http://localhost:8080"));
    assertThat(settings.origin()).isEqualTo("http://localhost:8080");
    assertThat(settings.hosts())
        .containsExactlyInAnyOrder("localhost:8080", "127.0.0.1:8080", "[::1]:8080");
    assertThat(settings.publicUrlIsLoopback()).isTrue();
    assertThat(settings.edgeDeclared()).isFalse();
    assertThat(settings.setupAllowFrom())
        .containsExactly(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128"));
    assertThat(settings.masterKeyFile()).isEmpty();
    assertThat(settings.signingKeyFile()).isEmpty();
    assertThat(settings.database())
        .isEqualTo(
            new DatabaseSettings(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    assertThat(settings.tokens())
        .isEqualTo(new TokenSettings(Duration.ofHours(1), Duration.ofDays(1), true));
    assertThat(settings.grants())
        .isEqualTo(
            new GrantSettings(
                Duration.ofDays(90), Duration.ofHours(24), true, 1_000, Duration.ofDays(90)));
    assertThat(settings.identity())
        .isEqualTo(
            new IdentitySettings(
                true, Duration.ofMinutes(30), Duration.ofHours(12), Duration.ofMinutes(10)));
    long quarter = Math.max(67_108_864, Runtime.getRuntime().maxMemory() / 4);
    assertThat(settings.limits())
        .isEqualTo(
            new LimitSettings(
                33_554_432, 200, quarter, Duration.ofMinutes(1), Duration.ofSeconds(15)));
    assertThat(settings.environmentKeys()).isEmpty();
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void presetsHaveTheirTypesAddressesAndDeadlines() {
    Settings settings = Given.nothing().read();
    assertThat(settings.providers())
        .extracting(provider -> provider.type() + " " + provider.baseUrl())
        .containsExactly(
            "OPENAI https://api.openai.com/v1",
            "ANTHROPIC https://api.anthropic.com",
            "GOOGLE https://generativelanguage.googleapis.com",
            "MISTRAL https://api.mistral.ai/v1",
            "COHERE https://api.cohere.ai/compatibility/v1",
            "OLLAMA http://localhost:11434/v1");
    assertThat(settings.providers())
        .allSatisfy(
            provider -> {
              assertThat(provider.allowPrivate()).isEqualTo(provider.type() == ProviderType.OLLAMA);
              assertThat(provider.deadlines())
                  .isEqualTo(
                      new Deadlines(
                          Duration.ofSeconds(3),
                          Duration.ofSeconds(600),
                          Duration.ofSeconds(600),
                          Duration.ofMinutes(60)));
            });
    assertThat(settings.provider(new ProviderName("mistral"))).isPresent();
    assertThat(settings.provider(new ProviderName("other"))).isEmpty();
  }

  @Test
  void everyKeyCanBeSet() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "x");
    Settings settings =
        Given.value("aipassport.data-dir", "~/data/../here")
            .and("aipassport.public-url", "HTTPS://Broker.Example:443/aipassport/")
            .and("aipassport.hosts", "Internal, other.example:8443")
            .and("aipassport.edge.trusted", "10.0.0.0/8, fd00::/8")
            .and("aipassport.setup.allow-from", "192.0.2.7")
            .and("aipassport.master-key.file", secret.toString())
            .and("aipassport.signing-key.file", secret.toString())
            .and("aipassport.db.url", "jdbc:postgresql://db.example/aipassport?sslmode=verify-full")
            .and("aipassport.db.user", "broker")
            .and("aipassport.db.password-file", secret.toString())
            .and("aipassport.providers", "openai,local")
            .and("aipassport.provider.local.type", "openai-compatible")
            .and("aipassport.provider.local.base-url", "http://10.0.0.5:8000/v1/")
            .and("aipassport.provider.local.allow-private", "true")
            .and("aipassport.provider.local.connect-timeout", "PT1S")
            .and("aipassport.provider.local.first-byte-timeout", "PT2S")
            .and("aipassport.provider.local.idle-timeout", "PT0.7S")
            .and("aipassport.provider.local.total-timeout", "PT4S")
            .and("aipassport.token.ttl", "PT5M")
            .and("aipassport.token.max-ttl", "PT10M")
            .and("aipassport.token.inspect", "false")
            .and("aipassport.grant.max-lifetime", "PT1H")
            .and("aipassport.apps.unregistered", "deny")
            .and("aipassport.approval.fresh-above-requests", "0")
            .and("aipassport.tool.max-lifetime", "P30D")
            .and("aipassport.local-accounts", "false")
            .and("aipassport.session.idle", "PT5M")
            .and("aipassport.session.lifetime", "P30D")
            .and("aipassport.session.fresh", "PT1M")
            .and("aipassport.max-body-bytes", "65536")
            .and("aipassport.max-body-memory", "262144")
            .and("aipassport.body-timeout", "PT1S")
            .and("aipassport.call-threads", "1")
            .read();
    assertThat(settings.dataDir()).isEqualTo(Path.of("/home/operator/here"));
    assertThat(settings.publicUrl()).isEqualTo(URI.create("https://broker.example/aipassport"));
    assertThat(settings.origin()).isEqualTo("https://broker.example");
    assertThat(settings.hosts())
        .containsExactlyInAnyOrder(
            "broker.example",
            "broker.example:443",
            "internal",
            "internal:443",
            "other.example:8443");
    assertThat(settings.answersTo("Broker.Example")).isTrue();
    assertThat(settings.answersTo("localhost:443")).isFalse();
    assertThat(settings.publicUrlIsLoopback()).isFalse();
    assertThat(settings.edgeDeclared()).isTrue();
    assertThat(settings.trustedEdges()).hasSize(2);
    assertThat(settings.setupAllowFrom()).containsExactly(Cidr.parse("192.0.2.7/32"));
    assertThat(settings.masterKeyFile()).contains(secret);
    assertThat(settings.signingKeyFile()).contains(secret);
    assertThat(settings.database())
        .isEqualTo(
            new DatabaseSettings(
                Optional.of("jdbc:postgresql://db.example/aipassport?sslmode=verify-full"),
                Optional.of("broker"),
                Optional.of(secret),
                Optional.empty()));
    assertThat(settings.providers().get(1))
        .isEqualTo(
            new ProviderSettings(
                new ProviderName("local"),
                ProviderType.OPENAI_COMPATIBLE,
                URI.create("http://10.0.0.5:8000/v1"),
                true,
                new Deadlines(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(700),
                    Duration.ofSeconds(4)),
                Egress.DIRECT,
                new GateSettings(1000, 20, Duration.ofSeconds(10))));
    assertThat(settings.tokens())
        .isEqualTo(new TokenSettings(Duration.ofMinutes(5), Duration.ofMinutes(10), false));
    assertThat(settings.grants().maxLifetime()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.grants().unregisteredApps()).isFalse();
    assertThat(settings.grants().freshAboveRequests()).isZero();
    assertThat(settings.grants().toolMaxLifetime()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.identity())
        .isEqualTo(
            new IdentitySettings(
                false, Duration.ofMinutes(5), Duration.ofDays(30), Duration.ofMinutes(1)));
    assertThat(settings.limits())
        .isEqualTo(
            new LimitSettings(65_536, 1, 262_144, Duration.ofSeconds(1), Duration.ofSeconds(15)));
  }

  @Test
  void openIdProviderIsReadWithItsDefaults() throws Exception {
    Path secret =
        Files.createFile(
            directory.resolve("client-secret"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(secret, "canary-secret\n");
    Settings settings =
        Given.value("aipassport.oidc.issuer", "https://Id.example/realms/a/")
            .and("aipassport.oidc.client-id", "broker")
            .and("aipassport.oidc.client-secret-file", secret.toString())
            .and("aipassport.oidc.operator-groups", "/ops, it")
            .read();
    assertThat(settings.oidc())
        .contains(
            new OidcSettings(
                "https://Id.example/realms/a/",
                "broker",
                Optional.of(new SecretText("canary-secret")),
                List.of("openid", "profile", "email"),
                "preferred_username",
                "name",
                false,
                "Sign in with OpenID"));
    assertThat(settings.groups())
        .isEqualTo(new GroupSettings("groups", Set.of(), Set.of("/ops", "it"), Set.of()));
    assertThat(settings.groups().decide()).isTrue();
    assertThat(settings.toString()).doesNotContain("canary");
  }

  @Test
  void withoutAnIssuerNobodySignsInElsewhere() {
    Settings settings = Given.nothing().read();
    assertThat(settings.oidc()).isEmpty();
    assertThat(settings.jwt()).isEmpty();
    assertThat(settings.groups().decide()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "true, https://10.0.0.5, true",
    "true, http://localhost:9000, true",
    "true, http://[::1]:9000, true",
    "true, http://10.0.0.5, false",
    "true, http://id.example, false",
    "false, http://localhost:9000, false",
    "false, https://id.example/x, true",
    "false, https://u:p@id.example/x, false",
    "false, ftp://id.example/x, false",
    "false, /x, false"
  })
  void addressesThatAProviderNamesAreHttpsOrOnThisMachine(
      boolean allowPrivate, URI url, boolean trusted) {
    OidcSettings provider =
        new OidcSettings(
            "https://id.example", "x", Optional.empty(), List.of(), "u", "n", allowPrivate, "b");
    assertThat(provider.trusts(url)).isEqualTo(trusted);
  }

  @Test
  void issuerOfTokensIsReadWithAUrlOfItsKeys() {
    Settings settings =
        Given.value("mp.jwt.verify.issuer", "https://id.example")
            .and("mp.jwt.verify.publickey.location", "https://id.example/keys")
            .and("mp.jwt.verify.audiences", "broker")
            .read();
    assertThat(settings.jwt())
        .contains(
            new JwtSettings(
                "https://id.example",
                Optional.empty(),
                Optional.of(URI.create("https://id.example/keys")),
                Set.of("broker"),
                false));
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void issuerOfTokensIsReadWithItsKeyInAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("key.jwk"), " {\"kty\":\"EC\"}\n");
    Settings settings =
        Given.value("mp.jwt.verify.issuer", "scripts")
            .and("mp.jwt.verify.publickey.location", "file:" + file)
            .and("mp.jwt.verify.audiences", "broker, https://broker.example")
            .read();
    assertThat(settings.jwt())
        .contains(
            new JwtSettings(
                "scripts",
                Optional.of("{\"kty\":\"EC\"}"),
                Optional.empty(),
                Set.of("broker", "https://broker.example"),
                false));
    assertThat(settings.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "~, /home/operator",
    "~/, /home/operator",
    "~/a/b, /home/operator/a/b",
    "/var/~, /var/~",
    "/var/lib/../x, /var/x"
  })
  void tildeIsTheHome(String text, Path path) {
    assertThat(Given.value("aipassport.data-dir", text).read().dataDir()).isEqualTo(path);
  }

  @Test
  void relativePathBecomesAbsolute() {
    assertThat(Given.value("aipassport.data-dir", "data").read().dataDir())
        .isEqualTo(Path.of("data").toAbsolutePath());
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:derby:/var/lib/aipassport/db",
    "jdbc:derby:directory:db;create=true",
    "jdbc:derby:memory:test;create=true",
    "jdbc:derby:C:/aipassport/db",
    "jdbc:postgresql:aipassport",
    "'jdbc:postgresql://a,b:5433/aipassport?user=broker'"
  })
  void databaseUrlIsTaken(String url) {
    assertThat(Given.value("aipassport.db.url", url).read().database().url()).contains(url);
  }

  @ParameterizedTest
  @CsvSource({"jdbc/aipassport", "java:comp/env/jdbc/aipassport", "java:jboss/datasources/X"})
  void jndiNameIsTaken(String name) {
    assertThat(Given.value("aipassport.db.jndi", name).read().database().jndi()).contains(name);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.2:9090, true",
    "http://[::1]:9090, true",
    "http://LOCALHOST, true",
    "https://localhost, true",
    "https://localhost.example, false",
    "https://[2001:db8::1]:8443, false"
  })
  void loopbackIsSeenInThePublicUrl(String url, boolean loopback) {
    Settings settings = Given.value("aipassport.public-url", url).read();
    assertThat(settings.publicUrlIsLoopback()).isEqualTo(loopback);
    assertThat(settings.answersTo(settings.publicUrl().getAuthority())).isTrue();
  }

  @Test
  void loopbackUrlOnTheSchemesOwnPortIsAnsweredWithAndWithoutIt() {
    assertThat(Given.value("aipassport.public-url", "http://localhost:80").read().hosts())
        .containsExactlyInAnyOrder(
            "localhost", "localhost:80", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:80");
  }

  @Test
  void olderVariableGivesTheTokensLife() {
    assertThat(Given.value("TOKEN_TTL_SECONDS", "120").read().tokens().ttl())
        .isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void ownKeyComesBeforeTheOlderVariable() {
    Settings settings =
        Given.value("TOKEN_TTL_SECONDS", "nonsense").and("aipassport.token.ttl", "PT7M").read();
    assertThat(settings.tokens().ttl()).isEqualTo(Duration.ofMinutes(7));
  }

  @Test
  void keysOfConfiguredPresetsComeFromTheEnvironment() {
    Settings settings =
        Given.value("OPENAI_API_KEY", " sk-1\n")
            .and("ANTHROPIC_API_KEY", "sk-2")
            .and("GOOGLE_API_KEY", "  ")
            .and("COHERE_API_KEY", "not configured")
            .and("aipassport.providers", "openai,anthropic,google")
            .read();
    assertThat(settings.environmentKeys())
        .isEqualTo(
            Map.of(
                new ProviderName("openai"), new SecretText("sk-1"),
                new ProviderName("anthropic"), new SecretText("sk-2")));
  }

  @Test
  void sharedSigningSecretIsIgnoredWithOneWarningThatSaysWhy() {
    Settings settings = Given.value("JWT_SECRET", "canary-jwt-secret").read();
    assertThat(settings.warnings())
        .singleElement()
        .asString()
        .startsWith("JWT_SECRET is ignored: ")
        .contains("asymmetric", "forge")
        .doesNotContain("canary");
  }

  @Test
  void settingsPrintNoSecret() {
    Settings settings =
        Given.value("OPENAI_API_KEY", "canary-openai").and("JWT_SECRET", "canary-jwt").read();
    assertThat(settings.environmentKeys().values())
        .extracting(SecretText::reveal)
        .containsExactly("canary-openai");
    assertThat(settings.toString()).contains("[hidden]").doesNotContain("canary");
  }

  @Test
  void settingsCannotBeChanged() {
    Settings settings = Given.nothing().read();
    assertThatThrownBy(() -> settings.hosts().add("evil"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> settings.setupAllowFrom().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> settings.environmentKeys().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> settings.providers().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void blankValueIsNotSet() {
    assertThat(Given.value("aipassport.token.ttl", "  ").and("aipassport.hosts", "").read())
        .isEqualTo(Given.nothing().read());
  }

  @Test
  void nameThatIsNotOursIsNobodysBusiness() {
    assertThat(Given.value("mp.health.disable-default-procedures", "x").read())
        .isEqualTo(Given.nothing().read());
  }

  @Test
  void listsAreCopied() {
    List<String> faults = new ArrayList<>(List.of("a"));
    ConfigurationException e = new ConfigurationException(faults);
    faults.clear();
    assertThat(e.faults()).containsExactly("a");
  }
}
