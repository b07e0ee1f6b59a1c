package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.aipassport.config.Settings;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;
import org.jspecify.annotations.Nullable;

/** What somebody finds who opens the broker's address: people its pages, programs where is what. */
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
  public Response index(@HeaderParam("Accept") @Nullable String accept) {
    return accept != null && accept.contains("text/html")
        ? Response.seeOther(URI.create(settings.publicUrl() + "/ui/")).build()
        : Answers.ok(description());
  }

  private JsonObject description() {
    return JsonObject.builder()
        .put("service", "aipassport-broker")
        .put("issuer", settings.publicUrl().toString())
        .put("openai_base_url", settings.publicUrl() + "/v1")
        .put("jwks_uri", settings.publicUrl() + "/.well-known/jwks.json")
        .put(
            "providers",
            JsonArray.ofStrings(
                providers.all().stream().map(Provider::name).map(n -> n.value()).toList()))
        .build();
  }
}
