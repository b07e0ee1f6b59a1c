package org.aipassport.oauth;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/** What clients and resource servers look up of this server (RFC 8615). */
@ApplicationPath("/.well-known")
public class WellKnownApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        OAuthProblemMapper.class,
        JwksResource.class,
        AuthorizationServerResource.class,
        ProtectedResourceResource.class);
  }

  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
