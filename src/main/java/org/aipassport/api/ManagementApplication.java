package org.aipassport.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/** Management for scripts of owners and operators; refuses with RFC 9457 problems. */
@ApplicationPath("/api")
public class ManagementApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        RefusalMapper.class,
        LastResortMapper.class,
        ProviderKeysResource.class,
        PersonalTokensResource.class,
        PeopleResource.class,
        InvitationsResource.class,
        SessionsResource.class,
        OwnGrantsResource.class,
        StopResource.class,
        BudgetsResource.class,
        PricesResource.class,
        AmendmentsResource.class,
        UnknownMembersResource.class,
        AppsResource.class,
        ClientsResource.class,
        ReportsResource.class);
  }

  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
