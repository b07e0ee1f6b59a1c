package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.identity.PersonalTokenView;
import org.aipassport.identity.PersonalTokens;
import org.aipassport.identity.Presented;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;

/** {@code /api/personal-tokens}: how scripts of a person sign in. */
@Path("personal-tokens")
@ApplicationScoped
public class PersonalTokensResource {
  private static final int LONGEST_LABEL = 100;
  private static final long LONGEST_SECONDS = Duration.ofDays(3_660).toSeconds();

  private Callers callers;
  private PersonalTokens tokens;

  @SuppressWarnings("NullAway.Init")
  protected PersonalTokensResource() {} // for the CDI proxy

  @Inject
  PersonalTokensResource(Callers callers, PersonalTokens tokens) {
    this.callers = callers;
    this.tokens = tokens;
  }

  /**
   * Makes a token that ends no later than the credential it is asked for with; {@code
   * cappedByCredential} says whether that is earlier than was asked for.
   */
  @POST
  public Response issue(@Context HttpServletRequest request, InputStream body) {
    Presented by = callers.presented(request);
    FieldReader fields = FieldReader.of(Bodies.optional(request, body));
    String label = fields.optionalText("label", LONGEST_LABEL).orElse("");
    OptionalLong seconds = fields.optionalLong("expiresInSeconds", 1, LONGEST_SECONDS);
    fields.nothingElse();
    Optional<Duration> lifetime =
        seconds.isPresent()
            ? Optional.of(Duration.ofSeconds(seconds.getAsLong()))
            : Optional.empty();
    PersonalTokens.Issued issued = tokens.issue(by, label, lifetime);
    return Answers.created(
        fields(issued.view())
            .put("cappedByCredential", issued.capped())
            .put("personalAccessToken", issued.token().reveal())
            .build());
  }

  @GET
  public Response list(@Context HttpServletRequest request) {
    List<JsonValue> all =
        tokens.list(callers.person(request)).stream()
            .<JsonValue>map(view -> fields(view).build())
            .toList();
    return Answers.ok(new JsonArray(all));
  }

  @DELETE
  @Path("{id}")
  public Response revoke(@Context HttpServletRequest request, @PathParam("id") String id) {
    tokens.revoke(callers.person(request), id);
    return Response.noContent().build();
  }

  private static JsonObject.Builder fields(PersonalTokenView token) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("id", token.id())
            .put("label", token.label())
            .put("createdAt", GrantJson.time(token.createdAt()));
    token.expiresAt().ifPresent(at -> out.put("expiresAt", GrantJson.time(at)));
    return out;
  }
}
