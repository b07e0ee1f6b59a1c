package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.aipassport.identity.Caller;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.metering.OperatorPrices;
import org.aipassport.metering.PriceCatalogue;
import org.aipassport.metering.PriceView;

/** {@code /api/prices}: what models cost, for operators. Amounts are US dollars, as decimals. */
@Path("prices")
@ApplicationScoped
public class PricesResource {
  private Callers callers;
  private OperatorPrices prices;

  @SuppressWarnings("NullAway.Init")
  protected PricesResource() {} // for the CDI proxy

  @Inject
  PricesResource(Callers callers, OperatorPrices prices) {
    this.callers = callers;
    this.prices = prices;
  }

  @GET
  public Response list(@Context HttpServletRequest request) {
    PriceCatalogue catalogue = prices.list(callers.person(request));
    List<JsonValue> entries =
        catalogue.entries().stream().<JsonValue>map(PricesResource::render).toList();
    return Answers.ok(
        JsonObject.builder()
            .put("version", catalogue.version())
            .put("entries", new JsonArray(entries))
            .build());
  }

  /** Reads the operator's file again. */
  @POST
  @Path("reload")
  public Response reload(@Context HttpServletRequest request, InputStream body) {
    Caller caller = callers.person(request);
    FieldReader.of(Bodies.optional(request, body)).nothingElse();
    return Answers.ok(JsonObject.builder().put("version", prices.reload(caller)).build());
  }

  private static JsonObject render(PriceView entry) {
    JsonObject.Builder out = JsonObject.builder();
    entry
        .provider()
        .ifPresentOrElse(
            provider -> out.put("provider", provider.value()),
            () -> out.put("type", entry.type().wireName()));
    out.put("names", JsonArray.ofStrings(entry.names()))
        .put("dated", entry.dated())
        .put("source", entry.isOperators() ? "operator" : "built-in");
    if (!entry.overridden().isEmpty()) {
      out.put("overridden", JsonArray.ofStrings(entry.overridden()));
    }
    entry.maxOutput().ifPresent(most -> out.put("maxOutput", most));
    entry.contextWindow().ifPresent(most -> out.put("contextWindow", most));
    entry.changesAt().ifPresent(at -> out.put("changesAt", GrantJson.time(at)));
    List<JsonValue> tiers = entry.tiers().stream().<JsonValue>map(PricesResource::render).toList();
    return out.put("tiers", new JsonArray(tiers)).build();
  }

  private static JsonObject render(PriceView.Tier tier) {
    JsonObject.Builder rates = JsonObject.builder();
    tier.perMillion().forEach((unit, rate) -> rates.put(unit.wireName(), rate.decimal()));
    JsonObject.Builder out = JsonObject.builder().put("tier", tier.name());
    tier.above().ifPresent(tokens -> out.put("aboveInputTokens", tokens));
    return out.put("usdPerMillion", rates.build()).build();
  }
}
