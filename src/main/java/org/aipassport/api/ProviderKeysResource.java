package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.aipassport.grants.GrantKeys;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.Ids;
import org.aipassport.values.Labels;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;
import org.aipassport.vault.ProviderKeyProbe;
import org.aipassport.vault.ProviderKeyView;
import org.aipassport.vault.ProviderKeys;

/** {@code /api/provider-keys}: an owner's keys go in, and never come out again. */
@Path("provider-keys")
@ApplicationScoped
public class ProviderKeysResource {
  private static final int LONGEST_NAME = 32;
  private static final int LONGEST_KEY = 2_000;
  private static final int LONGEST_LABEL = 100;
  private static final int MOST_LABELS = 8;

  private Callers callers;
  private ProviderKeys keys;
  private GrantKeys grantKeys;
  private ProviderKeyProbe probe;

  @SuppressWarnings("NullAway.Init")
  protected ProviderKeysResource() {} // for the CDI proxy

  @Inject
  ProviderKeysResource(
      Callers callers, ProviderKeys keys, GrantKeys grantKeys, ProviderKeyProbe probe) {
    this.callers = callers;
    this.keys = keys;
    this.grantKeys = grantKeys;
    this.probe = probe;
  }

  @POST
  public Response add(@Context HttpServletRequest request, InputStream body) {
    Caller owner = owner(request);
    FieldReader fields = FieldReader.of(Bodies.required(request, body));
    String provider = fields.string("provider", LONGEST_NAME);
    SecretText key = new SecretText(fields.string("key", LONGEST_KEY));
    String label = fields.optionalText("label", LONGEST_LABEL).orElse("");
    List<String> labels =
        fields.optionalStrings("labels", MOST_LABELS, LONGEST_NAME).orElse(List.of());
    fields.nothingElse();
    if (!ProviderName.isName(provider)) {
      throw RefusalException.ofField("provider", "is not configured here");
    }
    return Answers.created(
        render(keys.add(owner, new ProviderName(provider), key, label, labels(labels))));
  }

  @GET
  public Response list(@Context HttpServletRequest request) {
    List<JsonValue> all =
        keys.list(owner(request)).stream().<JsonValue>map(ProviderKeysResource::render).toList();
    return Answers.ok(new JsonArray(all));
  }

  /** A new key in the place of the old one; grants keep working. */
  @PUT
  @Path("{id}")
  public Response replace(
      @Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
    Caller owner = owner(request);
    FieldReader fields = FieldReader.of(Bodies.required(request, body));
    SecretText key = new SecretText(fields.string("key", LONGEST_KEY));
    fields.nothingElse();
    return Answers.ok(render(keys.replace(owner, keyId(id), key)));
  }

  /** Deletes the key; grants on it freeze. */
  @DELETE
  @Path("{id}")
  public Response delete(@Context HttpServletRequest request, @PathParam("id") String id) {
    grantKeys.delete(owner(request), keyId(id));
    return Response.noContent().build();
  }

  /** Asks the provider whether it takes the key. */
  @POST
  @Path("{id}/test")
  public Response test(@Context HttpServletRequest request, @PathParam("id") String id) {
    ProviderKeyProbe.Outcome outcome = probe.run(owner(request), keyId(id));
    return Answers.ok(
        JsonObject.builder()
            .put("result", outcome.result().name().toLowerCase(Locale.ROOT))
            .put("status", outcome.status())
            .build());
  }

  private Caller owner(HttpServletRequest request) {
    return callers.person(request).as(Role.OWNER);
  }

  private static JsonObject render(ProviderKeyView key) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("id", key.id().value())
            .put("provider", key.provider().value())
            .put("label", key.label())
            .put("labels", JsonArray.ofStrings(key.labels().values()))
            .put("lastFour", key.lastFour())
            .put("createdAt", GrantJson.time(key.createdAt()));
    key.replacedAt().ifPresent(at -> out.put("replacedAt", GrantJson.time(at)));
    return out.build();
  }

  private static Labels labels(List<String> values) {
    try {
      return new Labels(values);
    } catch (IllegalArgumentException e) {
      throw RefusalException.ofField("labels", "each must be 1 to 32 of a-z 0-9 . _ -");
    }
  }

  private static ProviderKeyId keyId(String text) {
    if (!Ids.isId(text)) {
      throw new RefusalException(Refusal.NOT_FOUND, "No such provider key.");
    }
    return new ProviderKeyId(text);
  }
}
