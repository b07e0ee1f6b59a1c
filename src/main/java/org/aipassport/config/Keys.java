package org.aipassport.config;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.aipassport.config.Key.Kind;
import org.aipassport.values.ProviderName;

/** Every key there is; what is not here is a fault in the operator's file. */
final class Keys {
  static final Key DATA_DIR = new Key("aipassport.data-dir", "~/.aipassport", Kind.PATH);
  static final Key PUBLIC_URL =
      new Key("aipassport.public-url", "http://localhost:8080", Kind.PUBLIC_URL);
  static final Key HOSTS = new Key("aipassport.hosts", "", Kind.HOSTS);
  static final Key EDGE_TRUSTED = new Key("aipassport.edge.trusted", "", Kind.CIDRS);
  static final Key SETUP_ALLOW_FROM =
      new Key("aipassport.setup.allow-from", "127.0.0.0/8,::1/128", Kind.CIDRS);
  static final Key MASTER_KEY_FILE = new Key("aipassport.master-key.file", "", Kind.SECRET_FILE);
  static final Key SIGNING_KEY_FILE = new Key("aipassport.signing-key.file", "", Kind.SECRET_FILE);
  static final Key DB_URL = new Key("aipassport.db.url", "", Kind.JDBC_URL);
  static final Key DB_USER = new Key("aipassport.db.user", "", Kind.USER);
  static final Key DB_PASSWORD_FILE = new Key("aipassport.db.password-file", "", Kind.SECRET_FILE);
  static final Key DB_JNDI = new Key("aipassport.db.jndi", "", Kind.JNDI);
  static final Key PROVIDERS =
      new Key(
          "aipassport.providers", "openai,anthropic,google,mistral,cohere,ollama", Kind.PROVIDERS);
  static final Key PROVIDER_TABLES = new Key("aipassport.provider-tables", "", Kind.DIRECTORY);
  static final Key PRICES_FILE = new Key("aipassport.prices.file", "", Kind.SECRET_FILE);
  static final Key TOKEN_TTL = new Key("aipassport.token.ttl", "PT1H", Kind.DURATION);
  static final Key TOKEN_MAX_TTL = new Key("aipassport.token.max-ttl", "P1D", Kind.DURATION);
  static final Key TOKEN_INSPECT = new Key("aipassport.token.inspect", "true", Kind.BOOLEAN);
  static final Key GRANT_MAX_LIFETIME =
      new Key("aipassport.grant.max-lifetime", "P90D", Kind.DURATION);
  static final Key APPROVAL_FRESH_ABOVE_REQUESTS =
      new Key("aipassport.approval.fresh-above-requests", "1000", Kind.NUMBER);
  static final Key TOOL_MAX_LIFETIME =
      new Key("aipassport.tool.max-lifetime", "P90D", Kind.DURATION);
  static final Key APPS_UNREGISTERED =
      new Key("aipassport.apps.unregistered", "allow", Kind.PERMISSION);
  static final Key OAUTH_REGISTRATION =
      new Key("aipassport.oauth.registration", "off", Kind.REGISTRATION);
  static final Key OAUTH_REGISTRATION_TOKEN_FILE =
      new Key("aipassport.oauth.registration.token-file", "", Kind.SECRET_FILE);
  static final Key LOCAL_ACCOUNTS = new Key("aipassport.local-accounts", "true", Kind.BOOLEAN);
  static final Key SESSION_IDLE = new Key("aipassport.session.idle", "PT30M", Kind.DURATION);
  static final Key SESSION_LIFETIME =
      new Key("aipassport.session.lifetime", "PT12H", Kind.DURATION);
  static final Key APPROVAL_FRESH_ABOVE_CENTS =
      new Key("aipassport.approval.fresh-above-cents", "2000", Kind.NUMBER);
  static final Key MONEY_TIME_ZONE = new Key("aipassport.money.time-zone", "UTC", Kind.TIME_ZONE);
  static final Key MONEY_USUAL_OUTPUT_TOKENS =
      new Key("aipassport.money.usual-output-tokens", "16384", Kind.NUMBER);
  static final Key MONEY_DRAIN = new Key("aipassport.money.drain", "PT30S", Kind.DURATION);
  static final Key MONEY_PARK = new Key("aipassport.money.park", "PT0S", Kind.DURATION);
  static final Key SESSION_FRESH = new Key("aipassport.session.fresh", "PT10M", Kind.DURATION);
  static final Key MAX_BODY_BYTES = new Key("aipassport.max-body-bytes", "33554432", Kind.NUMBER);
  static final Key MAX_BODY_MEMORY = new Key("aipassport.max-body-memory", "", Kind.NUMBER);
  static final Key BODY_TIMEOUT = new Key("aipassport.body-timeout", "PT1M", Kind.DURATION);
  static final Key STREAM_HEARTBEAT =
      new Key("aipassport.stream.heartbeat", "PT15S", Kind.DURATION);
  static final Key CALL_THREADS = new Key("aipassport.call-threads", "200", Kind.NUMBER);

  static final Key OUTBOUND_PROXY = new Key("aipassport.outbound.proxy", "", Kind.PROXY);
  static final Key OUTBOUND_PROXY_USER =
      new Key("aipassport.outbound.proxy-user", "", Kind.PROXY_USER);
  static final Key OUTBOUND_PROXY_PASSWORD_FILE =
      new Key("aipassport.outbound.proxy-password-file", "", Kind.SECRET_FILE);
  static final Key OUTBOUND_NO_PROXY = new Key("aipassport.outbound.no-proxy", "", Kind.NO_PROXY);
  static final Key OUTBOUND_CA_FILE = new Key("aipassport.outbound.ca-file", "", Kind.CA_FILE);

  static final Key OIDC_ISSUER = new Key("aipassport.oidc.issuer", "", Kind.ISSUER);
  static final Key OIDC_CLIENT_ID = new Key("aipassport.oidc.client-id", "", Kind.CLIENT_ID);
  static final Key OIDC_CLIENT_SECRET_FILE =
      new Key("aipassport.oidc.client-secret-file", "", Kind.SECRET_FILE);
  static final Key OIDC_SCOPES =
      new Key("aipassport.oidc.scopes", "openid profile email", Kind.SCOPES);
  static final Key OIDC_USERNAME_CLAIM =
      new Key("aipassport.oidc.username-claim", "preferred_username", Kind.CLAIM);
  static final Key OIDC_NAME_CLAIM = new Key("aipassport.oidc.name-claim", "name", Kind.CLAIM);
  static final Key OIDC_GROUPS_CLAIM =
      new Key("aipassport.oidc.groups-claim", "groups", Kind.CLAIM);
  static final Key OIDC_OWNER_GROUPS = new Key("aipassport.oidc.owner-groups", "", Kind.GROUPS);
  static final Key OIDC_OPERATOR_GROUPS =
      new Key("aipassport.oidc.operator-groups", "", Kind.GROUPS);
  static final Key OIDC_AUDITOR_GROUPS = new Key("aipassport.oidc.auditor-groups", "", Kind.GROUPS);
  static final Key OIDC_ALLOW_PRIVATE =
      new Key("aipassport.oidc.allow-private", "false", Kind.BOOLEAN);
  static final Key OIDC_NAME = new Key("aipassport.oidc.name", "Sign in with OpenID", Kind.LABEL);

  static final Key JWT_ISSUER = new Key("mp.jwt.verify.issuer", "", Kind.TOKEN_ISSUER);
  static final Key JWT_PUBLIC_KEY = new Key("mp.jwt.verify.publickey", "", Kind.PUBLIC_KEY);
  static final Key JWT_PUBLIC_KEY_LOCATION =
      new Key("mp.jwt.verify.publickey.location", "", Kind.KEY_LOCATION);
  static final Key JWT_AUDIENCES = new Key("mp.jwt.verify.audiences", "", Kind.AUDIENCES);

  /** The keys that are there once. */
  static final List<Key> FIXED =
      List.of(
          DATA_DIR,
          PUBLIC_URL,
          HOSTS,
          EDGE_TRUSTED,
          SETUP_ALLOW_FROM,
          MASTER_KEY_FILE,
          SIGNING_KEY_FILE,
          DB_URL,
          DB_USER,
          DB_PASSWORD_FILE,
          DB_JNDI,
          PROVIDERS,
          PROVIDER_TABLES,
          PRICES_FILE,
          TOKEN_TTL,
          TOKEN_MAX_TTL,
          TOKEN_INSPECT,
          GRANT_MAX_LIFETIME,
          APPROVAL_FRESH_ABOVE_REQUESTS,
          TOOL_MAX_LIFETIME,
          APPS_UNREGISTERED,
          OAUTH_REGISTRATION,
          OAUTH_REGISTRATION_TOKEN_FILE,
          LOCAL_ACCOUNTS,
          SESSION_IDLE,
          SESSION_LIFETIME,
          APPROVAL_FRESH_ABOVE_CENTS,
          MONEY_TIME_ZONE,
          MONEY_USUAL_OUTPUT_TOKENS,
          MONEY_DRAIN,
          MONEY_PARK,
          SESSION_FRESH,
          MAX_BODY_BYTES,
          MAX_BODY_MEMORY,
          BODY_TIMEOUT,
          STREAM_HEARTBEAT,
          CALL_THREADS,
          OUTBOUND_PROXY,
          OUTBOUND_PROXY_USER,
          OUTBOUND_PROXY_PASSWORD_FILE,
          OUTBOUND_NO_PROXY,
          OUTBOUND_CA_FILE,
          OIDC_ISSUER,
          OIDC_CLIENT_ID,
          OIDC_CLIENT_SECRET_FILE,
          OIDC_SCOPES,
          OIDC_USERNAME_CLAIM,
          OIDC_NAME_CLAIM,
          OIDC_GROUPS_CLAIM,
          OIDC_OWNER_GROUPS,
          OIDC_OPERATOR_GROUPS,
          OIDC_AUDITOR_GROUPS,
          OIDC_ALLOW_PRIVATE,
          OIDC_NAME,
          JWT_ISSUER,
          JWT_PUBLIC_KEY,
          JWT_PUBLIC_KEY_LOCATION,
          JWT_AUDIENCES);

  /** Read from the environment only: they hold secrets or are the names of an older broker. */
  static final String TOKEN_TTL_SECONDS = "TOKEN_TTL_SECONDS";

  static final String JWT_SECRET = "JWT_SECRET";

  /** The variables that hold provider keys. */
  static final Map<String, ProviderName> PROVIDER_KEYS =
      Map.of(
          "OPENAI_API_KEY", new ProviderName("openai"),
          "ANTHROPIC_API_KEY", new ProviderName("anthropic"),
          "GOOGLE_API_KEY", new ProviderName("google"),
          "MISTRAL_API_KEY", new ProviderName("mistral"),
          "COHERE_API_KEY", new ProviderName("cohere"));

  private Keys() {}

  /** Whether the name is read from the environment and from nowhere else. */
  static boolean isVariable(String name) {
    return name.equals(TOKEN_TTL_SECONDS)
        || name.equals(JWT_SECRET)
        || PROVIDER_KEYS.containsKey(name);
  }

  /** The keys of one provider, with the defaults of its type. */
  record OfProvider(ProviderName name, ProviderType providerType) {
    static final String PREFIX = "aipassport.provider.";

    static Key type(ProviderName name) {
      String fallback = ProviderType.of(name.value()).isPresent() ? name.value() : "";
      return new Key(PREFIX + name + ".type", fallback, Kind.PROVIDER_TYPE);
    }

    Key baseUrl() {
      String fallback = providerType.defaultBaseUrl().map(URI::toString).orElse("");
      return key("base-url", fallback, Kind.BASE_URL);
    }

    Key allowPrivate() {
      String fallback = String.valueOf(providerType == ProviderType.OLLAMA);
      return key("allow-private", fallback, Kind.BOOLEAN);
    }

    Key connectTimeout() {
      return key("connect-timeout", "PT3S", Kind.DURATION);
    }

    Key firstByteTimeout() {
      return key("first-byte-timeout", "PT10M", Kind.DURATION);
    }

    Key idleTimeout() {
      return key("idle-timeout", "PT10M", Kind.DURATION);
    }

    Key totalTimeout() {
      return key("total-timeout", "PT1H", Kind.DURATION);
    }

    Key proxy() {
      return key("proxy", "", Kind.PROXY_OR_NONE);
    }

    Key proxyUser() {
      return key("proxy-user", "", Kind.PROXY_USER);
    }

    Key proxyPasswordFile() {
      return key("proxy-password-file", "", Kind.SECRET_FILE);
    }

    Key caFile() {
      return key("ca-file", "", Kind.CA_FILE);
    }

    Key maxCalls() {
      return key("max-calls", "1000", Kind.NUMBER);
    }

    Key breakerFailures() {
      return key("breaker-failures", "20", Kind.NUMBER);
    }

    Key breakerRest() {
      return key("breaker-rest", "PT10S", Kind.DURATION);
    }

    List<Key> all() {
      return List.of(
          type(name),
          baseUrl(),
          allowPrivate(),
          connectTimeout(),
          firstByteTimeout(),
          idleTimeout(),
          totalTimeout(),
          proxy(),
          proxyUser(),
          proxyPasswordFile(),
          caFile(),
          maxCalls(),
          breakerFailures(),
          breakerRest());
    }

    private Key key(String suffix, String fallback, Kind kind) {
      return new Key(PREFIX + name + "." + suffix, fallback, kind);
    }
  }
}
