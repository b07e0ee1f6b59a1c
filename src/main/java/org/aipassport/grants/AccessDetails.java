package org.aipassport.grants;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.apps.ShownText;
import org.aipassport.json.FieldReader;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Capability;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;

/**
 * What a registered app asks for: the one element of its {@code authorization_details} (RFC 9396
 * section 2).
 *
 * @param reason why, in the app's own words
 * @param lifetime for how long, if it says so
 */
public record AccessDetails(GrantScope scope, String reason, Optional<Duration> lifetime) {
  /** The one type that is understood here. */
  public static final String TYPE = "urn:aipassport:ai-access";

  /** The parameter that carries it; the beginning of what refusals name. */
  public static final String PARAMETER = "authorization_details";

  private static final String CURRENCY = "USD";
  private static final int LONGEST_WORD = 100;
  private static final int LONGEST_REASON = 1_000;
  private static final int LONGEST_AMOUNT = 32;

  /**
   * Reads the parameter: an array of exactly one object {@code {type, provider, models[],
   * capabilities[], budget{amount, currency}?, max_requests?, lifetime?, reason}}, {@code lifetime}
   * in seconds, {@code amount} in US dollars as text or number.
   *
   * @throws RefusalException INVALID_FIELD naming the member, {@code
   *     authorization_details[0].models} for instance; MALFORMED if it is no JSON
   */
  public static AccessDetails read(String parameter) {
    JsonValue parsed = Json.parse(parameter.getBytes(StandardCharsets.UTF_8));
    List<FieldReader> elements =
        FieldReader.of(JsonObject.builder().put(PARAMETER, parsed).build()).objects(PARAMETER, 1);
    if (elements.isEmpty()) {
      throw RefusalException.ofField(PARAMETER, "must have one element");
    }
    return read(elements.get(0));
  }

  private static AccessDetails read(FieldReader fields) {
    if (!fields.string("type", LONGEST_WORD).equals(TYPE)) {
      throw RefusalException.ofField(fields.path("type"), "must be " + TYPE);
    }
    GrantScope scope =
        new GrantScope(
            GrantScope.provider(fields),
            GrantScope.models(fields),
            GrantScope.capabilities(fields),
            fields.optionalLong("max_requests", 0, GrantScope.MOST_REQUESTS),
            fields.optionalObject("budget").map(AccessDetails::budget),
            false);
    GrantScope.refuseUntilEnforced(fields, "rate_limit");
    OptionalLong seconds = fields.optionalLong("lifetime", 1, Integer.MAX_VALUE);
    String reason = ShownText.require(fields.path("reason"), fields.text("reason", LONGEST_REASON));
    fields.nothingElse();
    return new AccessDetails(
        scope,
        reason,
        seconds.isPresent()
            ? Optional.of(Duration.ofSeconds(seconds.getAsLong()))
            : Optional.empty());
  }

  private static NanoUsd budget(FieldReader fields) {
    String path = fields.path("amount");
    JsonValue amount =
        fields.value("amount").orElseThrow(() -> RefusalException.ofField(path, "is missing"));
    if (!fields.string("currency", LONGEST_WORD).equals(CURRENCY)) {
      throw RefusalException.ofField(fields.path("currency"), "must be " + CURRENCY);
    }
    GrantScope.refuseUntilEnforced(fields, "period");
    fields.nothingElse();
    if (amount instanceof JsonNumber number) {
      return GrantScope.dollars(path, number.text());
    }
    if (amount instanceof JsonString text && text.value().length() <= LONGEST_AMOUNT) {
      return GrantScope.dollars(path, text.value());
    }
    throw GrantScope.noDollars(path);
  }

  /**
   * What a grant allows now, in the same form (RFC 9396 section 7); {@code lifetime} is that from
   * its approval to its end.
   */
  public static JsonArray granted(GrantView grant) {
    GrantScope scope = grant.scope();
    JsonObject.Builder out =
        JsonObject.builder()
            .put("type", TYPE)
            .put("provider", scope.provider().value())
            .put(
                "models",
                JsonArray.ofStrings(scope.models().stream().map(ModelName::value).toList()))
            .put(
                "capabilities",
                JsonArray.ofStrings(
                    scope.capabilities().stream().map(Capability::wireName).toList()));
    scope.maxBudget().ifPresent(most -> out.put("budget", budget(most)));
    scope.maxRequests().ifPresent(most -> out.put("max_requests", most));
    grant
        .approvedAt()
        .ifPresent(at -> out.put("lifetime", Duration.between(at, grant.expiresAt()).toSeconds()));
    return new JsonArray(List.of(out.build()));
  }

  private static JsonObject budget(NanoUsd amount) {
    return JsonObject.builder().put("amount", amount.decimal()).put("currency", CURRENCY).build();
  }
}
