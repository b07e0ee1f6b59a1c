package org.aipassport.config;

/**
 * A key of the configuration.
 *
 * @param fallback the text that holds when the key is not set; empty: nothing
 */
record Key(String name, String fallback, Kind kind) {

  /** What a key's text must be; the words finish the sentence "expected ...". */
  enum Kind {
    PATH("a path such as /var/lib/aipassport or ~/.aipassport"),
    SECRET_FILE("the path of a file that this process may read"),
    PUBLIC_URL(
        "an https URL, or http with a loopback host, such as https://broker.example;"
            + " no user, query or fragment"),
    BASE_URL(
        "an https URL (http only with allow-private=true) such as https://api.example/v1;"
            + " no user, query or fragment"),
    HOSTS("hosts such as broker.example or broker.example:8443, separated by commas"),
    CIDRS("address ranges such as 10.0.0.0/8 or ::1/128, separated by commas"),
    JDBC_URL("jdbc:postgresql://host/database or jdbc:derby:path, without a password"),
    USER("a user name of the PostgreSQL database"),
    JNDI("the name of a non-JTA data source such as jdbc/aipassport, without aipassport.db.url"),
    PROVIDERS("names of a-z, 0-9 and -, 32 characters at most, separated by commas"),
    PROVIDER_TYPE(
        "openai, anthropic, google, mistral, cohere, ollama, vllm, azure-openai, bedrock or"
            + " openai-compatible"),
    DIRECTORY("the path of a directory that this process may read"),
    PROXY("http://host:port or https://host:port, without user, password and path"),
    PROXY_OR_NONE("none, or http://host:port or https://host:port without user, password and path"),
    PROXY_USER("a user name of the proxy"),
    NO_PROXY(
        "hosts such as api.example, .example or api.example:8443, or ranges such as 10.0.0.0/8,"
            + " separated by commas"),
    CA_FILE("the path of a file with certificates in PEM form that this process may read"),
    ISSUER(
        "an https URL (http only on loopback with aipassport.oidc.allow-private=true), spelt as the"
            + " provider names itself"),
    TIME_ZONE("a time zone such as UTC or Europe/Berlin"),
    CLIENT_ID("the client id that the provider knows, of visible ASCII characters"),
    SCOPES("scopes separated by blanks, openid among them"),
    CLAIM("the name of a claim such as preferred_username"),
    GROUPS("names of groups, separated by commas"),
    LABEL("a text of at most 60 characters"),
    TOKEN_ISSUER("the issuer as the claim iss of its tokens has it"),
    PUBLIC_KEY("a public key in PEM form, a JWK or a JWK set"),
    KEY_LOCATION("the path of a file with a public key, or the https URL of a JWK set"),
    AUDIENCES("audiences separated by commas"),
    DURATION("an ISO 8601 duration such as PT3S, PT1H or P1D"),
    BOOLEAN("true or false"),
    PERMISSION("allow or deny"),
    REGISTRATION("open, token or off"),
    NUMBER("a whole number");

    private final String expected;

    Kind(String expected) {
      this.expected = expected;
    }

    String expected() {
      return expected;
    }
  }
}
