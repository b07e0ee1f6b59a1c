package org.aipassport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.FakeResponse;
import org.aipassport.support.Refused;
import org.aipassport.tokens.AccessTokens;
import org.aipassport.tokens.GivenToken;
import org.aipassport.tokens.VerifiedToken;
import org.aipassport.values.GrantId;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;

class TokenFilterTest {
  private static final VerifiedToken TOKEN = GivenToken.of(new GrantId(Ids.next()));

  private final FakeResponse response = new FakeResponse();
  private final List<ServletRequest> passedOn = new ArrayList<>();

  @Test
  void goodTokenBecomesThePrincipal() throws Exception {
    send(FakeRequest.get("/v1/models").with("Authorization", "Bearer good"));
    TokenRequest request = TokenRequest.in(passedOn.get(0));
    assertThat(request.token()).isSameAs(TOKEN);
    assertThat(request.getUserPrincipal()).isSameAs(TOKEN);
    assertThat(request.isRefused()).isFalse();
  }

  @Test
  void tokenGivesNoRoleThatAContainerMayBelieveIn() throws Exception {
    send(FakeRequest.get("/v1/models").with("Authorization", "Bearer good"));
    assertThat(TokenRequest.in(passedOn.get(0)).isUserInRole("operator")).isFalse();
  }

  @Test
  void badTokenGoesNoFurther() {
    Refused.as(
        Refusal.CREDENTIALS_INVALID,
        () -> send(FakeRequest.get("/v1/models").with("Authorization", "Bearer bad")));
    assertThat(passedOn).isEmpty();
  }

  @Test
  void callWithoutTokenGoesNoFurther() {
    Refused.as(Refusal.CREDENTIALS_MISSING, () -> send(FakeRequest.get("/v1/models")));
    Refused.as(Refusal.CREDENTIALS_MISSING, () -> send(FakeRequest.post("/proxy/chat", "{}")));
    assertThat(passedOn).isEmpty();
  }

  @Test
  void badTokenOfAProxyChatIsHandedOnAsRefusedAndNeverAsAToken() throws Exception {
    send(FakeRequest.post("/proxy/chat", "{}").with("Authorization", "Bearer bad"));
    TokenRequest request = TokenRequest.in(passedOn.get(0));
    assertThat(request.isRefused()).isTrue();
    assertThat(request.getUserPrincipal()).isNull();
    Refused.as(Refusal.CREDENTIALS_INVALID, request::token);
  }

  @Test
  void onlyTheExactPathOfProxyChatIsThatLenient() {
    for (String path : List.of("/proxy/chat/", "/proxy/chats", "/proxy", "/v1/proxy/chat")) {
      Refused.as(
          Refusal.CREDENTIALS_INVALID,
          () -> send(FakeRequest.post(path, "{}").with("Authorization", "Bearer bad")));
    }
  }

  @Test
  void refusedCallHasARequestIdForThoseWhoAskForHelp() {
    Refused.as(Refusal.CREDENTIALS_MISSING, () -> send(FakeRequest.get("/v1/models")));
    assertThat(response.header("x-request-id")).matches(id -> Ids.isId(id.orElseThrow()));
  }

  @Test
  void withoutTheFilterInFrontNothingIsProxied() {
    Refused.as(
        Refusal.CREDENTIALS_MISSING,
        () -> TokenRequest.in(FakeRequest.get("/v1/models").servlet()));
  }

  private void send(FakeRequest request) throws IOException, ServletException {
    TokenFilter filter = new TokenFilter();
    filter.tokens = new OneToken();
    filter.doFilter(request.servlet(), response.servlet(), (req, res) -> passedOn.add(req));
  }

  private static final class OneToken extends AccessTokens {
    @Override
    public VerifiedToken verify(SecretText token) {
      if (token.reveal().equals("good")) {
        return TOKEN;
      }
      throw new RefusalException(Refusal.CREDENTIALS_INVALID, "Bad.");
    }
  }
}
