package org.aipassport.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.aipassport.identity.Caller;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.metering.Budget;
import org.aipassport.metering.BudgetLevel;
import org.aipassport.metering.OwnBudgets;
import org.aipassport.metering.Period;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.NanoUsd;

/**
 * {@code /api/budgets}: limits on and above the caller's grants. Amounts are US dollars, as
 * decimals.
 */
@Path("budgets")
@RequestScoped
public class BudgetsResource {
  private static final int LONGEST_SUBJECT = 300;
  private static final int LONGEST_WORD = 32;

  private Callers callers;
  private OwnBudgets budgets;

  @SuppressWarnings("NullAway.Init")
  protected BudgetsResource() {} // for the CDI proxy

  @Inject
  BudgetsResource(Callers callers, OwnBudgets budgets) {
    this.callers = callers;
    this.budgets = budgets;
  }

  @GET
  public Response list(@Context HttpServletRequest request) {
    List<JsonValue> all =
        budgets.list(callers.person(request)).stream()
            .<JsonValue>map(BudgetsResource::render)
            .toList();
    return Answers.ok(new JsonArray(all));
  }

  /** Sets a budget, in the place of one for the same subject and period. */
  @POST
  public Response set(@Context HttpServletRequest request, InputStream body) {
    Caller caller = callers.person(request);
    FieldReader fields = FieldReader.of(Bodies.required(request, body));
    BudgetLevel level =
        BudgetLevel.ofWireName(fields.string("level", LONGEST_WORD))
            .orElseThrow(
                () -> RefusalException.ofField("level", "must be grant, app, account or key"));
    String subject = fields.optionalString("subject", LONGEST_SUBJECT).orElse("");
    Period period =
        Period.ofWireName(fields.string("period", LONGEST_WORD))
            .orElseThrow(
                () ->
                    RefusalException.ofField("period", "must be hour, day, week, month or total"));
    NanoUsd limit =
        NanoUsd.ofCents(fields.longInRange("limitCents", 0, NanoUsd.MOST_CENTS_OF_A_LIMIT));
    fields.nothingElse();
    return Answers.ok(render(budgets.set(caller, level, subject, period, limit, Optional.empty())));
  }

  @DELETE
  @Path("{id}")
  public Response remove(@Context HttpServletRequest request, @PathParam("id") String id) {
    budgets.remove(callers.person(request), id, Optional.empty());
    return Response.noContent().build();
  }

  private static JsonObject render(Budget budget) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("id", budget.id())
            .put("level", budget.level().wireName())
            .put("subject", budget.subject());
    return GrantJson.budget(out, budget);
  }
}
