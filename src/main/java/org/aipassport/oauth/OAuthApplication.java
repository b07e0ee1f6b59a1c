package org.aipassport.oauth;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/** What OAuth clients and their users' browsers come to. */
@ApplicationPath("/oauth2")
public class OAuthApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        OAuthProblemMapper.class,
        AuthorizationEndpoint.class,
        ReturnEndpoint.class,
        PushedRequestEndpoint.class,
        TokenEndpoint.class,
        RevocationEndpoint.class,
        IntrospectionEndpoint.class);
  }

  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
