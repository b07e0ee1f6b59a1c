package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.aipassport.config.Settings;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.providers.Capability;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;

/**
 * What this broker offers, for everybody: which providers an app can ask a grant for, and the base
 * URL that the SDK of their protocol wants. Where their upstreams lie is nobody's business.
 */
@Path("providers")
@ApplicationScoped
public class ProvidersResource {
  private Settings settings;
  private Providers providers;

  @SuppressWarnings("NullAway.Init")
  protected ProvidersResource() {} // for the CDI proxy

  @Inject
  ProvidersResource(Settings settings, Providers providers) {
    this.settings = settings;
    this.providers = providers;
  }

  @GET
  public Response list() {
    List<JsonValue> offered = providers.all().stream().<JsonValue>map(this::render).toList();
    return Answers.ok(JsonObject.builder().put("providers", new JsonArray(offered)).build());
  }

  private JsonObject render(Provider provider) {
    return JsonObject.builder()
        .put("name", provider.name().value())
        .put("type", provider.type().wireName())
        .put("protocol", provider.protocol().wireName())
        .put(
            "capabilities",
            JsonArray.ofStrings(
                provider.capabilities().stream().map(Capability::wireName).toList()))
        .put("baseUrl", settings.publicUrl() + provider.protocol().basePath())
        .build();
  }
}
