package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.aipassport.identity.Caller;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.metering.OperatorPrices;
import org.aipassport.metering.PriceAsk;
import org.aipassport.metering.PriceCatalogue;
import org.aipassport.metering.PriceDecision;
import org.aipassport.metering.PriceDecisions;
import org.aipassport.metering.PriceView;
import org.aipassport.problems.RefusalException;

/** {@code /api/prices}: what models cost, for operators. Amounts are US dollars, as decimals. */
@Path("prices")
@ApplicationScoped
public class PricesResource {
  private Callers callers;
  private OperatorPrices prices;
  private PriceDecisions decisions;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected PricesResource() {} // for the CDI proxy

  @Inject
  PricesResource(Callers callers, OperatorPrices prices, PriceDecisions decisions, Clock clock) {
    this.callers = callers;
    this.prices = prices;
    this.decisions = decisions;
    this.clock = clock;
  }

  @GET
  public Response list(@Context HttpServletRequest request) {
    PriceCatalogue catalogue = prices.list(callers.person(request));
    List<JsonValue> entries =
        catalogue.entries().stream().<JsonValue>map(PricesResource::render).toList();
    return Answers.ok(
        JsonObject.builder()
            .put("version", catalogue.version())
            .put("decision", catalogue.decision())
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

  /** What operators decided about single models, the last decision first. */
  @GET
  @Path("decisions")
  public Response decisions(@Context HttpServletRequest request) {
    List<JsonValue> all =
        prices.history(callers.person(request)).stream()
            .<JsonValue>map(PricesResource::render)
            .toList();
    return Answers.ok(new JsonArray(all));
  }

  /** Sets the price of a model. */
  @PUT
  @Path("{provider}/{model: .+}")
  public Response set(
      @Context HttpServletRequest request,
      @PathParam("provider") String provider,
      @PathParam("model") String model,
      InputStream body) {
    Caller caller = callers.person(request);
    PriceAsk ask = PriceAsk.read(Bodies.required(request, body), clock);
    return Answers.ok(render(decisions.set(caller, provider, model, ask, Optional.empty())));
  }

  /** Takes the price of a model away, so that what lies beneath holds again. */
  @DELETE
  @Path("{provider}/{model: .+}")
  public Response remove(
      @Context HttpServletRequest request,
      @PathParam("provider") String provider,
      @PathParam("model") String model,
      @QueryParam("confirm") @DefaultValue("false") String confirm) {
    Caller caller = callers.person(request);
    if (!confirm.equals("true") && !confirm.equals("false")) {
      throw RefusalException.ofField("confirm", "must be true or false");
    }
    decisions.remove(caller, provider, model, confirm.equals("true"), Optional.empty());
    return Response.noContent().build();
  }

  private static JsonObject render(PriceDecision one) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("number", one.number())
            .put("provider", one.provider().value())
            .put("model", one.model())
            .put("dated", one.dated())
            .put("state", one.state().wireName())
            .put("from", GrantJson.time(one.from()))
            .put("setBy", one.setBy())
            .put("setAt", GrantJson.time(one.setAt()))
            .put("removed", one.isRemoval());
    return one.isRemoval() ? out.build() : out.put("tiers", tiers(one.tiers())).build();
  }

  private static JsonArray tiers(List<PriceView.Tier> tiers) {
    return new JsonArray(tiers.stream().<JsonValue>map(PricesResource::render).toList());
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
        .put("source", entry.source().wireName());
    entry.number().ifPresent(number -> out.put("number", number));
    if (!entry.overridden().isEmpty()) {
      out.put("overridden", JsonArray.ofStrings(entry.overridden()));
    }
    entry.maxOutput().ifPresent(most -> out.put("maxOutput", most));
    entry.contextWindow().ifPresent(most -> out.put("contextWindow", most));
    entry.changesAt().ifPresent(at -> out.put("changesAt", GrantJson.time(at)));
    return out.put("tiers", tiers(entry.tiers())).build();
  }

  private static JsonObject render(PriceView.Tier tier) {
    JsonObject.Builder rates = JsonObject.builder();
    tier.perMillion().forEach((unit, rate) -> rates.put(unit.wireName(), rate.decimal()));
    JsonObject.Builder out = JsonObject.builder().put("tier", tier.name());
    tier.above().ifPresent(tokens -> out.put("aboveInputTokens", tokens));
    return out.put("usdPerMillion", rates.build()).build();
  }
}
