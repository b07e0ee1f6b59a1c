package org.aipassport.web;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aipassport.grants.Approval;
import org.aipassport.grants.ConsentFacts;
import org.aipassport.grants.GrantScope;
import org.aipassport.providers.Capability;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.jspecify.annotations.Nullable;

/**
 * What somebody leaves of a request: the fields of the consent page's form, at first as they were
 * asked for.
 */
public class GrantChoice {
  private List<String> models;
  private List<String> capabilities;
  private String maxRequests;
  private String maxBudget;
  private boolean store;
  private String expiresInSeconds;
  private String keyId;
  private String notes = "";
  private final String askedBudget;

  GrantChoice(ConsentFacts facts, Locale locale) {
    GrantScope scope = facts.grant().scope();
    this.models = scope.models().stream().map(ModelName::value).toList();
    this.capabilities = scope.capabilities().stream().map(Capability::wireName).toList();
    this.maxRequests =
        scope.maxRequests().isPresent() ? Long.toString(scope.maxRequests().getAsLong()) : "";
    this.askedBudget = scope.maxBudget().map(most -> Fields.typed(most, locale)).orElse("");
    this.maxBudget = askedBudget;
    this.store = scope.store();
    this.expiresInSeconds = Long.toString(facts.usualLifetime().toSeconds());
    this.keyId = facts.keys().isEmpty() ? "" : facts.keys().get(0).id().value();
  }

  /**
   * The decision that these fields make.
   *
   * @param digest of the scope that the page showed
   * @throws org.aipassport.problems.RefusalException INVALID_FIELD naming the field that cannot be
   *     read, is empty or wider than what was asked for
   */
  Approval approval(GrantScope asked, String digest, Instant signedInAt) {
    GrantScope left =
        asked.narrowed(
            Fields.models("models", models),
            Fields.capabilities("capabilities", capabilities),
            Fields.number("maxRequests", maxRequests),
            budget(asked),
            store);
    return Approval.onPage(
        signedInAt,
        digest,
        left,
        Fields.seconds("expiresInSeconds", expiresInSeconds),
        Fields.key("keyId", keyId),
        Fields.text(notes));
  }

  /** What was not changed is exactly what was asked for, also where that has parts of a cent. */
  private Optional<NanoUsd> budget(GrantScope asked) {
    return maxBudget.strip().equals(askedBudget)
        ? asked.maxBudget()
        : Fields.dollars("maxBudget", maxBudget);
  }

  public List<String> getModels() {
    return models;
  }

  public void setModels(List<String> models) {
    this.models = List.copyOf(models);
  }

  public List<String> getCapabilities() {
    return capabilities;
  }

  public void setCapabilities(List<String> capabilities) {
    this.capabilities = List.copyOf(capabilities);
  }

  public String getMaxRequests() {
    return maxRequests;
  }

  public void setMaxRequests(String maxRequests) {
    this.maxRequests = maxRequests;
  }

  public String getMaxBudget() {
    return maxBudget;
  }

  public void setMaxBudget(String maxBudget) {
    this.maxBudget = maxBudget;
  }

  public boolean isStore() {
    return store;
  }

  public void setStore(boolean store) {
    this.store = store;
  }

  public String getExpiresInSeconds() {
    return expiresInSeconds;
  }

  public void setExpiresInSeconds(@Nullable String expiresInSeconds) {
    this.expiresInSeconds = Fields.chosen(expiresInSeconds);
  }

  public String getKeyId() {
    return keyId;
  }

  public void setKeyId(@Nullable String keyId) {
    this.keyId = Fields.chosen(keyId);
  }

  public String getNotes() {
    return notes;
  }

  public void setNotes(String notes) {
    this.notes = notes;
  }
}
