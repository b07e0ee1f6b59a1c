package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.aipassport.apps.ClientAuthMethod;
import org.aipassport.apps.ClientGrantType;
import org.aipassport.apps.ClientMetadata;
import org.aipassport.apps.ClientRegistrations;
import org.aipassport.apps.OAuthClient;
import org.aipassport.grants.ClientDisabling;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ClientId;
import org.aipassport.values.SecretText;
import org.jspecify.annotations.Nullable;

/** The registered apps, and the form that registers one; {@code clients} in pages. */
@Named("clients")
@RequestScoped
public class ClientsPage {
  /** Those that need no keys, which scripts register. */
  private static final List<ClientAuthMethod> METHODS =
      List.of(ClientAuthMethod.CLIENT_SECRET_BASIC, ClientAuthMethod.NONE);

  private ClientRegistrations clients;
  private ClientDisabling disabling;
  private Page page;
  private String name = "";
  private String url = "";
  private String redirectUris = "";
  private String method = ClientAuthMethod.CLIENT_SECRET_BASIC.name();
  private boolean refreshing = true;
  private ClientRegistrations.@Nullable Registered registered;

  @SuppressWarnings("NullAway.Init")
  protected ClientsPage() {} // for the CDI proxy

  @Inject
  ClientsPage(ClientRegistrations clients, ClientDisabling disabling, Page page) {
    this.clients = clients;
    this.disabling = disabling;
    this.page = page;
  }

  /** Those that were registered last. */
  public List<OAuthClient> getList() {
    return clients.list(page.caller());
  }

  /** Registers one; its secret is in the answer to the form and nowhere else. */
  public @Nullable String register() {
    if (!page.fresh("")) {
      return null;
    }
    page.attempt(() -> registered = clients.register(page.caller(), typed()));
    return null;
  }

  private ClientMetadata typed() {
    Set<ClientGrantType> grantTypes = EnumSet.of(ClientGrantType.AUTHORIZATION_CODE);
    if (refreshing) {
      grantTypes.add(ClientGrantType.REFRESH_TOKEN);
    }
    List<String> uris = redirectUris.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    return ClientMetadata.typed(
        name.strip(), url.strip(), uris, grantTypes, ClientAuthMethod.valueOf(method));
  }

  /** Disables one for good. */
  public @Nullable String disable() {
    String id = page.parameter(FormCheck.THING).orElse("");
    boolean done = page.attempt(() -> disabling.disable(page.caller(), clientId(id)));
    return done ? page.go(View.CLIENTS, "done=client-disabled") : null;
  }

  private static ClientId clientId(String text) {
    if (!ClientId.isClientId(text)) {
      throw new RefusalException(Refusal.NOT_FOUND, "No such client.");
    }
    return new ClientId(text);
  }

  /** What was just registered; null if nothing was. */
  public @Nullable OAuthClient getMade() {
    return registered == null ? null : registered.client();
  }

  /** Its secret; empty if it has none. */
  public String getSecret() {
    return registered == null ? "" : registered.secret().map(SecretText::reveal).orElse("");
  }

  public List<ClientAuthMethod> getMethods() {
    return METHODS;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getUrl() {
    return url;
  }

  public void setUrl(String url) {
    this.url = url;
  }

  public String getRedirectUris() {
    return redirectUris;
  }

  public void setRedirectUris(String redirectUris) {
    this.redirectUris = redirectUris;
  }

  public String getMethod() {
    return method;
  }

  public void setMethod(String method) {
    this.method = method;
  }

  public boolean isRefreshing() {
    return refreshing;
  }

  public void setRefreshing(boolean refreshing) {
    this.refreshing = refreshing;
  }
}
