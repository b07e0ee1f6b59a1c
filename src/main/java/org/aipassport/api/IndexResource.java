package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.aipassport.config.Settings;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;

/** What somebody finds who opens the broker's address. */
@Path("")
@ApplicationScoped
public class IndexResource {
  private Settings settings;
  private Providers providers;

  @SuppressWarnings("NullAway.Init")
  protected IndexResource() {} // for the CDI proxy

  @Inject
  IndexResource(Settings settings, Providers providers) {
    this.settings = settings;
    this.providers = providers;
  }

  @GET
  public Response index() {
    return Answers.ok(
        JsonObject.builder()
            .put("service", "aipassport-broker")
            .put("issuer", settings.publicUrl().toString())
            .put("openai_base_url", settings.publicUrl() + "/v1")
            .put("jwks_uri", settings.publicUrl() + "/.well-known/jwks.json")
            .put(
                "providers",
                JsonArray.ofStrings(
                    providers.all().stream().map(Provider::name).map(n -> n.value()).toList()))
            .build());
  }
}
