package org.aipassport.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;

/**
 * The whole configuration, checked; it does not change while the broker runs.
 *
 * @param dataDir absolute; it need not exist yet
 * @param publicUrl issuer and base of every link; lower case, no implied port, no slash at the end
 * @param hosts every text that a Host header may be, in lower case; see {@link #answersTo}
 * @param trustedEdges whose forwarding headers are believed; empty: no edge is declared
 * @param setupAllowFrom who may use the setup secret
 * @param providerTables the directory of the operator's own provider tables
 * @param pricesFile the operator's own prices, which go before the built-in ones
 * @param oidc where people sign in besides local accounts; none: nowhere
 * @param jwt whose signed tokens scripts may present; none: nobody's
 * @param groups what groups make of those who come by the two above
 * @param environmentKeys provider keys found in the environment
 * @param warnings what the operator should know although it stops nothing; no secret in them
 */
public record Settings(
    Path dataDir,
    URI publicUrl,
    Set<String> hosts,
    List<Cidr> trustedEdges,
    List<Cidr> setupAllowFrom,
    Optional<Path> masterKeyFile,
    Optional<Path> signingKeyFile,
    DatabaseSettings database,
    List<ProviderSettings> providers,
    Optional<Path> providerTables,
    Optional<Path> pricesFile,
    TokenSettings tokens,
    GrantSettings grants,
    OAuthSettings oauth,
    MoneySettings money,
    IdentitySettings identity,
    LimitSettings limits,
    OutboundSettings outbound,
    Optional<OidcSettings> oidc,
    Optional<JwtSettings> jwt,
    GroupSettings groups,
    Map<ProviderName, SecretText> environmentKeys,
    List<String> warnings) {

  public Settings {
    hosts = Set.copyOf(hosts);
    trustedEdges = List.copyOf(trustedEdges);
    setupAllowFrom = List.copyOf(setupAllowFrom);
    providers = List.copyOf(providers);
    environmentKeys = Map.copyOf(environmentKeys);
    warnings = List.copyOf(warnings);
  }

  /** Whether the broker is reached only from its own machine, as its public URL has it. */
  public boolean publicUrlIsLoopback() {
    return Hosts.isLoopback(publicUrl.getHost());
  }

  /** Whether a trusted edge proxy stands in front. */
  public boolean edgeDeclared() {
    return !trustedEdges.isEmpty();
  }

  /** The configured provider of that name. */
  public Optional<ProviderSettings> provider(ProviderName name) {
    return providers.stream().filter(provider -> provider.name().equals(name)).findFirst();
  }

  /** The public URL's origin as browsers write it (RFC 6454 s6.2): no path, no implied port. */
  public String origin() {
    return publicUrl.getScheme() + "://" + publicUrl.getRawAuthority();
  }

  /** Whether requests with this Host header are answered. */
  public boolean answersTo(String hostHeader) {
    return hosts.contains(hostHeader.toLowerCase(Locale.ROOT));
  }
}
