package org.aipassport.support;

import org.aipassport.apps.AppStanding;
import org.aipassport.apps.OAuthClient;
import org.aipassport.tokens.AuthorizationFlows;
import org.aipassport.values.ClientId;
import org.aipassport.values.Ids;

/** Registered apps as tests need them, each with an id of its own. */
public final class GivenClients {
  public static final String REDIRECT_URI = "https://app.example/callback";

  private GivenClients() {}

  /** One that an operator vouches for, which redeems codes and refreshes. */
  public static OAuthClient add(TestBroker broker) {
    return add(broker, AppStanding.VERIFIED, REDIRECT_URI, "authorization_code refresh_token");
  }

  /** One of that standing; what is more than one is separated by blanks. */
  public static OAuthClient add(
      TestBroker broker, AppStanding standing, String redirectUris, String grantTypes) {
    String id = "app_" + Ids.next();
    broker.execute(
        "INSERT INTO oauth_client (id, name, url, standing, redirect_uris, grant_types, auth_method,"
            + " par_required, created_at) VALUES ( ? , 'Notes', 'https://notes.example/', ? , ? , ? ,"
            + " 'none', 0, ? )",
        id,
        standing.name(),
        redirectUris,
        grantTypes,
        broker.clock().millis());
    return broker.get(AuthorizationFlows.class).client(new ClientId(id)).orElseThrow();
  }

  /** What an operator does who disables one, as far as its row tells. */
  public static void disable(TestBroker broker, OAuthClient client) {
    broker.execute(
        "UPDATE oauth_client SET disabled_at = ? WHERE id = ? ",
        broker.clock().millis(),
        client.id().value());
  }
}
