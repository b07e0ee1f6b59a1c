package org.aipassport.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.aipassport.apps.AppStanding;
import org.aipassport.apps.OAuthClient;
import org.aipassport.support.Databases;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.GivenClients;
import org.aipassport.support.TestBroker;
import org.aipassport.tokens.AuthorizationFlows;
import org.aipassport.tokens.PushedRequests;
import org.junit.jupiter.api.Test;

/** Whom the broker sends where without asking: RFC 9700 section 4.11.2. */
class AuthorizationEndpointTest {
  private final TestBroker broker = TestBroker.shared(Databases.Kind.DERBY);

  @Test
  void theAppThatAnOperatorVouchesForIsToldOfAFaultByARedirect() {
    Response answer = wrong(AppStanding.VERIFIED);
    assertThat(answer.getStatus()).isEqualTo(303);
    assertThat(answer.getHeaderString("Location"))
        .startsWith(
            "https://app.example/callback?error=unsupported_response_type&error_description=")
        .endsWith("&state=s&iss=http%3A%2F%2Flocalhost%3A8080");
  }

  @Test
  void nobodyIsSentToAnAppThatNobodyVouchesForByALinkToUs() {
    Response answer = wrong(AppStanding.SELF_REGISTERED);
    assertThat(answer.getStatus()).isEqualTo(400);
    assertThat(answer.getHeaderString("Location")).isNull();
    assertThat(answer.getHeaderString("Refresh")).isNull();
    assertThat(new String((byte[]) answer.getEntity(), StandardCharsets.UTF_8))
        .contains(
            "href=\"https://app.example/callback?error=unsupported_response_type",
            "&amp;state=s&amp;iss=");
  }

  private Response wrong(AppStanding standing) {
    OAuthClient client =
        GivenClients.add(broker, standing, GivenClients.REDIRECT_URI, "authorization_code");
    String query =
        "client_id="
            + client.id()
            + "&redirect_uri="
            + URLEncoder.encode(GivenClients.REDIRECT_URI, StandardCharsets.UTF_8)
            + "&response_type=token&state=s";
    AuthorizationEndpoint endpoint =
        new AuthorizationEndpoint(
            broker.settings(),
            new AuthorizationReader(broker.settings()),
            broker.get(AuthorizationFlows.class),
            broker.get(PushedRequests.class));
    return endpoint.get(FakeRequest.get("/oauth2/authorize").query(query).servlet());
  }
}
