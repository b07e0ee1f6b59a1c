package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Locale;
import org.aipassport.grants.GrantKeys;
import org.aipassport.grants.GrantStatus;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.Ids;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.SecretText;
import org.aipassport.vault.ProviderKeyProbe;
import org.aipassport.vault.ProviderKeyView;
import org.aipassport.vault.ProviderKeys;
import org.jspecify.annotations.Nullable;

/** One provider key: what its provider says of it, another in its place, its end. */
@Named("providerKey")
@RequestScoped
public class ProviderKeyPage {
  private static final String PARAMETER = "chosen";

  private ProviderKeys keys;
  private GrantKeys grantKeys;
  private ProviderKeyProbe probe;
  private Grants grants;
  private Page page;
  private @Nullable String tested;
  private String key = "";

  @SuppressWarnings("NullAway.Init")
  protected ProviderKeyPage() {} // for the CDI proxy

  @Inject
  ProviderKeyPage(
      ProviderKeys keys, GrantKeys grantKeys, ProviderKeyProbe probe, Grants grants, Page page) {
    this.keys = keys;
    this.grantKeys = grantKeys;
    this.probe = probe;
    this.grants = grants;
    this.page = page;
  }

  /**
   * The key that this is about.
   *
   * @throws RefusalException NOT_FOUND if they have no such key
   */
  public ProviderKeyView getChosen() {
    ProviderKeyId id = id();
    return keys.list(page.caller()).stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .orElseThrow(ProviderKeyPage::unknown);
  }

  /** The query of links to this page. */
  public String getQuery() {
    return PARAMETER + "=" + id();
  }

  /** How many grants in force use it. */
  public long getUses() {
    ProviderKeyId id = id();
    return grants.list(page.caller()).stream()
        .filter(grant -> grant.status() == GrantStatus.APPROVED)
        .map(GrantView::key)
        .filter(used -> used.filter(id::equals).isPresent())
        .count();
  }

  /** What the provider said of the key, as a word; null if nobody asked. */
  public @Nullable String getTested() {
    return tested;
  }

  /** Asks the provider whether it takes the key. */
  public @Nullable String test() {
    page.attempt(
        () -> {
          ProviderKeyProbe.Outcome outcome = probe.run(page.caller(), id());
          tested = outcome.result().name().toLowerCase(Locale.ROOT);
        });
    return null;
  }

  /** Puts another key in its place; its grants go on. */
  public @Nullable String replace() {
    boolean done =
        page.fresh(getQuery())
            && page.attempt(() -> keys.replace(page.caller(), id(), new SecretText(key.strip())));
    return done ? page.go(View.PROVIDER_KEYS, "done=key-replaced") : null;
  }

  /** Deletes it; its grants stop. */
  public @Nullable String delete() {
    return page.attempt(() -> grantKeys.delete(page.caller(), id()))
        ? page.go(View.PROVIDER_KEYS, "done=key-deleted")
        : null;
  }

  private ProviderKeyId id() {
    return page.parameter(FormCheck.THING)
        .or(() -> page.parameter(PARAMETER))
        .filter(Ids::isId)
        .map(ProviderKeyId::new)
        .orElseThrow(ProviderKeyPage::unknown);
  }

  private static RefusalException unknown() {
    return new RefusalException(Refusal.NOT_FOUND, "No such provider key.");
  }

  /** Never what was typed. */
  public String getKey() {
    return "";
  }

  public void setKey(String key) {
    this.key = key;
  }
}
