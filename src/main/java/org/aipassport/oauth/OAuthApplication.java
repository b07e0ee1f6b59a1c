package org.aipassport.oauth;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/** The OAuth endpoints; each one that is told to clients stands in {@link ServerMetadata}, too. */
@ApplicationPath(ServerMetadata.ROOT)
public class OAuthApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        OAuthProblemMapper.class,
        RegistrationEndpoint.class,
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
