package org.aipassport.proxy;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import org.aipassport.grants.GrantView;
import org.aipassport.metering.IdempotencyKey;
import org.aipassport.providers.Provider;
import org.aipassport.providers.ProxyChat;
import org.aipassport.wire.HeldBody;
import org.aipassport.wire.JsonBodies;

/** The body of {@code POST /proxy/chat}: any provider. */
record ChatAsk(ProxyChat chat, Optional<IdempotencyKey> key) implements Asked {
  private static final String OPERATION = "proxy_chat";

  static Asked read(HttpServletRequest request, HeldBody body) {
    return new ChatAsk(
        ProxyChat.of(JsonBodies.parse(request, body.bytes())),
        CallerKeys.of(request, body.bytes()));
  }

  @Override
  public CallPlan of(Provider provider, GrantView grant) {
    return CallPlan.json(OPERATION, provider.chat(chat), provider.headers(Map.of()));
  }
}
