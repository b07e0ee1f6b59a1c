package org.aipassport.grants;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.aipassport.crypto.Sha256;
import org.aipassport.json.FieldReader;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Capability;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.ProviderName;

/**
 * What a grant covers. Lists keep the order of the request and hold nothing twice.
 *
 * @param models never empty: a grant of no model would be a grant of nothing
 * @param maxRequests how many calls in all; 0 allows none; absent means no cap
 * @param maxBudget how much may be spent in all; 0 allows nothing; absent means no cap
 * @param store whether the provider may keep what is said, for its account's owner to see
 */
public record GrantScope(
    ProviderName provider,
    List<ModelName> models,
    List<Capability> capabilities,
    OptionalLong maxRequests,
    Optional<NanoUsd> maxBudget,
    boolean store) {
  private static final int MOST_MODELS = 64;
  private static final int LONGEST_MODEL = 128;
  private static final int LONGEST_WORD = 32;
  private static final int LONGEST_AMOUNT = 32;
  private static final Pattern DOLLARS = Pattern.compile("(0|[1-9][0-9]{0,6})(\\.[0-9]{1,9})?");
  private static final NanoUsd MOST_MONEY = NanoUsd.ofCents(NanoUsd.MOST_CENTS_OF_A_LIMIT);
  static final long MOST_REQUESTS = 1_000_000_000_000L;

  public GrantScope {
    models = List.copyOf(models);
    capabilities = List.copyOf(capabilities);
  }

  /**
   * Reads {@code scope{provider, models[], capabilities[], maxRequests?, maxBudgetCents?, store?}};
   * a budget with parts of a cent is {@code maxBudgetUsd}, a decimal text.
   *
   * @throws RefusalException INVALID_FIELD naming the member
   */
  static GrantScope read(FieldReader fields) {
    ProviderName provider = provider(fields);
    List<ModelName> models = models(fields);
    List<Capability> capabilities = capabilities(fields);
    OptionalLong maxRequests = fields.optionalLong("maxRequests", 0, MOST_REQUESTS);
    Optional<NanoUsd> maxBudget = maxBudget(fields);
    boolean store = fields.optionalBoolean("store").orElse(false);
    refuseUntilEnforced(fields, "rateLimit");
    fields.nothingElse();
    return new GrantScope(provider, models, capabilities, maxRequests, maxBudget, store);
  }

  static ProviderName provider(FieldReader fields) {
    String provider = fields.string("provider", LONGEST_WORD);
    if (!ProviderName.isName(provider)) {
      throw RefusalException.ofField(fields.path("provider"), "is not a provider here");
    }
    return new ProviderName(provider);
  }

  private static Optional<NanoUsd> maxBudget(FieldReader fields) {
    OptionalLong cents = fields.optionalLong("maxBudgetCents", 0, NanoUsd.MOST_CENTS_OF_A_LIMIT);
    String path = fields.path("maxBudgetUsd");
    Optional<NanoUsd> exact =
        fields.optionalString("maxBudgetUsd", LONGEST_AMOUNT).map(text -> dollars(path, text));
    if (cents.isPresent() && exact.isPresent()) {
      throw RefusalException.ofField(path, "stands beside maxBudgetCents; send one of them");
    }
    return cents.isPresent() ? Optional.of(NanoUsd.ofCents(cents.getAsLong())) : exact;
  }

  /** An amount of US dollars, exactly as it is written. */
  static NanoUsd dollars(String path, String text) {
    if (!DOLLARS.matcher(text).matches()) {
      throw noDollars(path);
    }
    NanoUsd amount = NanoUsd.ofDecimal(text);
    if (amount.compareTo(MOST_MONEY) > 0) {
      throw RefusalException.ofField(path, "must be at most " + MOST_MONEY);
    }
    return amount;
  }

  static RefusalException noDollars(String path) {
    return RefusalException.ofField(
        path, "must be US dollars with at most 9 decimals, \"12.50\" for instance");
  }

  /** A cap that nothing enforces would be a lie to the owner who approves it. */
  static void refuseUntilEnforced(FieldReader fields, String name) {
    if (fields.isPresent(name)) {
      throw RefusalException.ofField(
          fields.path(name), "is not supported by this version; leave it out");
    }
  }

  static List<ModelName> models(FieldReader fields) {
    List<ModelName> models = new ArrayList<>();
    for (String name : fields.strings("models", MOST_MODELS, LONGEST_MODEL)) {
      String path = fields.path("models") + "[" + models.size() + "]";
      if (!ModelName.isName(name)) {
        throw RefusalException.ofField(path, "must be 1 to 128 of A-Z a-z 0-9 . _ : / @ -");
      }
      addOnce(models, new ModelName(name), path);
    }
    return notEmpty(models, fields.path("models"));
  }

  static List<Capability> capabilities(FieldReader fields) {
    List<Capability> capabilities = new ArrayList<>();
    for (String name : fields.strings("capabilities", LONGEST_WORD, LONGEST_WORD)) {
      String path = fields.path("capabilities") + "[" + capabilities.size() + "]";
      Capability capability =
          Capability.ofWireName(name)
              .orElseThrow(
                  () ->
                      RefusalException.ofField(
                          path, "must be chat, embeddings, images, audio or code"));
      addOnce(capabilities, capability, path);
    }
    return notEmpty(capabilities, fields.path("capabilities"));
  }

  private static <T> void addOnce(List<T> list, T value, String path) {
    if (list.contains(value)) {
      throw RefusalException.ofField(path, "stands here twice");
    }
    list.add(value);
  }

  private static <T> List<T> notEmpty(List<T> list, String path) {
    if (list.isEmpty()) {
      throw RefusalException.ofField(path, "must not be empty");
    }
    return list;
  }

  /**
   * This scope with less in it; lists keep the order in which they were asked for.
   *
   * @param most a cap on requests, or none if this has none either
   * @param spending a cap on money, or none if this has none either
   * @param storing whether the provider may keep what is said
   * @throws RefusalException INVALID_FIELD naming the member that is empty or not within this scope
   */
  public GrantScope narrowed(
      Collection<ModelName> fewerModels,
      Collection<Capability> fewerCapabilities,
      OptionalLong most,
      Optional<NanoUsd> spending,
      boolean storing) {
    if (most.isPresent() && (most.getAsLong() < 0 || most.getAsLong() > MOST_REQUESTS)) {
      throw RefusalException.ofField("scope.maxRequests", "must be within 0 and " + MOST_REQUESTS);
    }
    GrantScope less =
        new GrantScope(
            provider,
            kept(models, fewerModels, "scope.models"),
            kept(capabilities, fewerCapabilities, "scope.capabilities"),
            most,
            spending,
            storing);
    if (!less.isWithin(this)) {
      throw RefusalException.ofField(less.wider(this), "may only narrow what was asked for");
    }
    return less;
  }

  /** This scope with that much money, rounded up to cents; empty if no scope has so much. */
  Optional<GrantScope> withBudget(NanoUsd most) {
    long cents = most.toCentsUp();
    return cents > NanoUsd.MOST_CENTS_OF_A_LIMIT
        ? Optional.empty()
        : Optional.of(
            new GrantScope(
                provider,
                models,
                capabilities,
                maxRequests,
                Optional.of(NanoUsd.ofCents(cents)),
                store));
  }

  private String wider(GrantScope other) {
    if (store && !other.store) {
      return "scope.store";
    }
    return isWithinRequests(other) ? "scope.maxBudgetCents" : "scope.maxRequests";
  }

  private static <T> List<T> kept(List<T> asked, Collection<T> chosen, String path) {
    if (!asked.containsAll(chosen)) {
      throw RefusalException.ofField(path, "may only narrow what was asked for");
    }
    return notEmpty(asked.stream().filter(chosen::contains).toList(), path);
  }

  /** Whether this covers no more than {@code other}. */
  boolean isWithin(GrantScope other) {
    return provider.equals(other.provider)
        && other.models.containsAll(models)
        && other.capabilities.containsAll(capabilities)
        && (!store || other.store)
        && isWithinRequests(other)
        && isWithinBudget(other);
  }

  private boolean isWithinRequests(GrantScope other) {
    return other.maxRequests.isEmpty()
        || (maxRequests.isPresent() && maxRequests.getAsLong() <= other.maxRequests.getAsLong());
  }

  private boolean isWithinBudget(GrantScope other) {
    return other.maxBudget.isEmpty()
        || (maxBudget.isPresent() && maxBudget.get().compareTo(other.maxBudget.get()) <= 0);
  }

  /** The scope as the wire has it. */
  public JsonObject toJson() {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("provider", provider.value())
            .put("models", JsonArray.ofStrings(models.stream().map(ModelName::value).toList()))
            .put(
                "capabilities",
                JsonArray.ofStrings(capabilities.stream().map(Capability::wireName).toList()));
    maxRequests.ifPresent(most -> out.put("maxRequests", most));
    maxBudget.ifPresent(most -> putBudget(out, most));
    if (store) {
      out.put("store", true);
    }
    return out.build();
  }

  /** Exact also where there are parts of a cent: what is stored is read again from here. */
  private static void putBudget(JsonObject.Builder out, NanoUsd most) {
    long cents = most.toCentsUp();
    if (NanoUsd.ofCents(cents).equals(most)) {
      out.put("maxBudgetCents", cents);
    } else {
      out.put("maxBudgetUsd", most.decimal());
    }
  }

  /** What a stored column holds. */
  String column() {
    return Json.text(toJson());
  }

  static GrantScope ofColumn(String column) {
    return read(
        FieldReader.of(Json.parseObject(column.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
  }

  /** Names exactly this scope: SHA-256 of its JSON, base64url, 43 characters. */
  public String digest() {
    return Sha256.base64Url(Json.write(toJson()));
  }
}
