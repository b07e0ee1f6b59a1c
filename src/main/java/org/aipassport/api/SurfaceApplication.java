package org.aipassport.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/** The AIPassport surface: what apps and owners' scripts use. */
@ApplicationPath("/")
public class SurfaceApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        RefusalMapper.class,
        LastResortMapper.class,
        IndexResource.class,
        SetupResource.class,
        GrantRequestsResource.class,
        GrantsResource.class,
        TokensResource.class,
        ProvidersResource.class);
  }

  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
