package org.aipassport.proxy;

import java.util.Set;
import org.aipassport.json.JsonObject;
import org.aipassport.providers.Capability;
import org.aipassport.providers.Operation;
import org.aipassport.providers.Provider;
import org.aipassport.providers.ProxyChat;
import org.aipassport.providers.UpstreamCall;
import org.aipassport.values.ModelName;

/** The body of {@code POST /proxy/chat}: any provider. */
record ChatBody(ProxyChat chat) implements CallBody {
  static ChatBody of(JsonObject body) {
    return new ChatBody(ProxyChat.of(body));
  }

  @Override
  public Operation operation() {
    return Operation.PROXY_CHAT;
  }

  @Override
  public ModelName model() {
    return chat.model();
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(operation().capability());
  }

  @Override
  public boolean stream() {
    return chat.stream();
  }

  @Override
  public UpstreamCall to(Provider provider) {
    return provider.chat(chat);
  }
}
