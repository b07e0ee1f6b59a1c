package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.text.NumberFormat;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.grants.AmendmentView;
import org.aipassport.grants.GrantAmendments;
import org.aipassport.grants.GrantScope;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Capability;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.jspecify.annotations.Nullable;

/**
 * A change of a grant that its owner decides about; {@code amendment} in pages. It shows what would
 * be different, and nothing else.
 */
@Named("amendment")
@RequestScoped
public class AmendmentPage {
  private GrantAmendments amendments;
  private Page page;
  private Texts texts;
  private MoneyWords money;
  private Clock clock;
  private @Nullable AmendmentView change;

  @SuppressWarnings("NullAway.Init")
  protected AmendmentPage() {} // for the CDI proxy

  @Inject
  AmendmentPage(GrantAmendments amendments, Page page, Texts texts, MoneyWords money, Clock clock) {
    this.amendments = amendments;
    this.page = page;
    this.texts = texts;
    this.money = money;
    this.clock = clock;
  }

  /** What the page is about; on POST what its form is about. */
  public AmendmentView getChange() {
    AmendmentView known = change;
    if (known == null) {
      known = amendments.get(page.caller(), page.parameter(FormCheck.THING).orElse(""));
      change = known;
    }
    return known;
  }

  /** All that waits for the caller. */
  public List<AmendmentView> getAll() {
    return amendments.list(page.caller());
  }

  /** Models that the grant would cover besides. */
  public String getMoreModels() {
    return joined(
        without(after().models(), before().models()).stream().map(ModelName::value).toList());
  }

  /** Models that it would cover no more. */
  public String getFewerModels() {
    return joined(
        without(before().models(), after().models()).stream().map(ModelName::value).toList());
  }

  public String getMoreCapabilities() {
    return names(without(after().capabilities(), before().capabilities()));
  }

  public String getFewerCapabilities() {
    return names(without(before().capabilities(), after().capabilities()));
  }

  public boolean isOtherRequests() {
    return !after().maxRequests().equals(before().maxRequests());
  }

  /** The cap on calls as it is. */
  public String getRequestsBefore() {
    return requests(before().maxRequests());
  }

  public String getRequestsAfter() {
    return requests(after().maxRequests());
  }

  public boolean isOtherBudget() {
    return !after().maxBudget().equals(before().maxBudget());
  }

  /** The cap on money as it is. */
  public String getBudgetBefore() {
    return budget(before().maxBudget());
  }

  public String getBudgetAfter() {
    return budget(after().maxBudget());
  }

  public boolean isOtherStore() {
    return after().store() != before().store();
  }

  /** Whether the provider could then keep what is said. */
  public boolean isStored() {
    return after().store();
  }

  /** When the grant would end, if its owner said yes now; null if that stays. */
  public @Nullable Instant getEnd() {
    return getChange().lifetime().map(clock.instant()::plus).orElse(null);
  }

  /** Puts the change in force. */
  public @Nullable String approve() {
    AmendmentView asked = getChange();
    try {
      var unused =
          amendments.approve(
              page.caller(), asked.id(), Optional.of(page.session().authenticatedAt()));
    } catch (RefusalException refusal) {
      if (refusal.reason() == Refusal.SIGN_IN_AGAIN) {
        return page.goSignInAgain(FormCheck.THING + "=" + asked.id());
      }
      page.tell(refusal);
      return null;
    }
    return toGrant(asked, "grant-changed");
  }

  /** Leaves the grant as it is. */
  public @Nullable String deny() {
    AmendmentView asked = getChange();
    boolean done = page.attempt(() -> amendments.deny(page.caller(), asked.id()));
    return done ? toGrant(asked, "change-denied") : null;
  }

  private @Nullable String toGrant(AmendmentView asked, String done) {
    return page.go(View.GRANT, Page.query(asked.grant().id()) + "&done=" + done);
  }

  private GrantScope before() {
    return getChange().grant().scope();
  }

  private GrantScope after() {
    return getChange().scope();
  }

  private static <T> List<T> without(Collection<T> all, Collection<T> these) {
    return all.stream().filter(one -> !these.contains(one)).toList();
  }

  private String names(List<Capability> capabilities) {
    return joined(
        capabilities.stream().map(one -> texts.of("capability." + one.wireName())).toList());
  }

  private static String joined(List<String> names) {
    return String.join(", ", names);
  }

  private String requests(OptionalLong most) {
    return most.isPresent()
        ? NumberFormat.getIntegerInstance(texts.locale()).format(most.getAsLong())
        : texts.of("amendment.without-limit");
  }

  private String budget(Optional<NanoUsd> most) {
    return most.map(money::usd).orElseGet(() -> texts.of("amendment.without-limit"));
  }
}
