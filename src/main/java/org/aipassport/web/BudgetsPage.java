package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.metering.Budget;
import org.aipassport.metering.BudgetLevel;
import org.aipassport.metering.OwnBudgets;
import org.aipassport.metering.Period;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.NanoUsd;
import org.aipassport.vault.ProviderKeyView;
import org.aipassport.vault.ProviderKeys;
import org.jspecify.annotations.Nullable;

/**
 * The limits on and above the grants of whoever is signed in. Whoever finds a browser unlocked can
 * set further limits and lower them, but neither raise nor remove one.
 */
@Named("budgets")
@RequestScoped
public class BudgetsPage {
  private static final String LEVEL = "level";
  private static final String CHANGE = "change";
  private static final String GRANT = "grant";
  private static final int SHORT_ID = 6;

  private OwnBudgets budgets;
  private ProviderKeys keys;
  private Grants grants;
  private GrantWords words;
  private Texts texts;
  private Page page;
  private @Nullable List<Budget> all;
  private @Nullable BudgetChoice choice;

  @SuppressWarnings("NullAway.Init")
  protected BudgetsPage() {} // for the CDI proxy

  @Inject
  BudgetsPage(
      OwnBudgets budgets,
      ProviderKeys keys,
      Grants grants,
      GrantWords words,
      Texts texts,
      Page page) {
    this.budgets = budgets;
    this.keys = keys;
    this.grants = grants;
    this.words = words;
    this.texts = texts;
    this.page = page;
  }

  /** All budgets, as they are now. */
  public List<Budget> getAll() {
    List<Budget> known = all;
    if (known == null) {
      known = budgets.list(page.caller());
      all = known;
    }
    return known;
  }

  /** Whose calls a budget limits. */
  public String what(Budget budget) {
    return switch (budget.level()) {
      case GRANT ->
          grants.list(page.caller()).stream()
              .filter(grant -> grant.id().value().equals(budget.subject()))
              .findFirst()
              .map(grant -> texts.of("budgets.level.grant", name(grant)))
              .orElseGet(() -> texts.of("budgets.level.grant.old", budget.subject()));
      case APP -> texts.of("budgets.level.app", budget.subject());
      case ACCOUNT -> texts.of("budgets.level.account");
      case KEY ->
          getKeys().stream()
              .filter(key -> key.id().value().equals(budget.subject()))
              .findFirst()
              .map(key -> texts.of("budgets.level.key", name(key)))
              .orElseGet(() -> texts.of("budgets.level.key.gone"));
    };
  }

  /** A grant: who has it, for which provider, and the beginning of its id. */
  public String name(GrantView grant) {
    String who = grant.appHost().orElseGet(grant::appName);
    return who
        + " · "
        + grant.scope().provider()
        + " · "
        + grant.id().value().substring(0, SHORT_ID);
  }

  /** The grants that a budget can limit: those in force. */
  public List<GrantView> getGrants() {
    return grants.list(page.caller()).stream().filter(words::active).toList();
  }

  /** A key and its provider. */
  public String name(ProviderKeyView key) {
    return key.provider() + " · " + words.key(key);
  }

  /** For how long the limit counts, and by whose clocks. */
  public String period(Budget budget) {
    String period = texts.of("budgets.period." + budget.period().wireName());
    return budget.period() == Period.TOTAL
        ? period
        : texts.of("budgets.clocks", period, budget.zone().getId());
  }

  /** What a budget can limit. */
  public List<String> getLevels() {
    return List.of(
        BudgetLevel.ACCOUNT.wireName(),
        BudgetLevel.APP.wireName(),
        BudgetLevel.GRANT.wireName(),
        BudgetLevel.KEY.wireName());
  }

  /** What the form is about; everything, unless the link says something else. */
  public String getLevel() {
    return level().wireName();
  }

  private BudgetLevel level() {
    return page.parameter(LEVEL).flatMap(BudgetLevel::ofWireName).orElse(BudgetLevel.ACCOUNT);
  }

  /** The names of the periods. */
  public List<String> getPeriods() {
    return Arrays.stream(Period.values()).map(Period::wireName).toList();
  }

  /** The hosts of apps that have or had grants. */
  public List<String> getHosts() {
    return grants.list(page.caller()).stream()
        .map(GrantView::appHost)
        .flatMap(Optional::stream)
        .distinct()
        .sorted()
        .toList();
  }

  /** The keys that a budget can limit. */
  public List<ProviderKeyView> getKeys() {
    return keys.list(page.caller());
  }

  /** Whether there is something that the form can be about. */
  public boolean isSettable() {
    return getChanging() != null
        || switch (level()) {
          case GRANT -> !getGrants().isEmpty();
          case APP, ACCOUNT -> true;
          case KEY -> !getKeys().isEmpty();
        };
  }

  /**
   * The budget that the form changes; null if it sets another.
   *
   * @throws RefusalException NOT_FOUND if it is not there (any more)
   */
  public @Nullable Budget getChanging() {
    return page.parameter(CHANGE).map(this::budget).orElse(null);
  }

  private Budget budget(String id) {
    return getAll().stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new RefusalException(Refusal.NOT_FOUND, "No such budget."));
  }

  /** The query of links to the form as it is. */
  public String getQuery() {
    Budget changing = getChanging();
    return changing == null ? LEVEL + "=" + getLevel() : CHANGE + "=" + changing.id();
  }

  /** The form; for a budget that is there, at first with its limit. */
  public BudgetChoice getChoice() {
    BudgetChoice known = choice;
    if (known == null) {
      Budget changing = getChanging();
      known = new BudgetChoice(level());
      known.setBudgetGrant(page.parameter(GRANT).orElse(""));
      if (changing != null) {
        known.setLimit(Fields.typed(changing.limit(), texts.locale()));
      }
      choice = known;
    }
    return known;
  }

  /** Sets the budget, or another limit for it. */
  public @Nullable String set() {
    Budget changing = getChanging();
    BudgetChoice chosen = getChoice();
    try {
      return changing == null
          ? set(level(), chosen.subject(), chosen.period(), chosen.limit())
          : set(changing.level(), changing.subject(), changing.period(), chosen.limit());
    } catch (RefusalException refusal) {
      return tell(chosen.here(refusal), getQuery());
    }
  }

  private @Nullable String set(BudgetLevel level, String subject, Period period, NanoUsd limit) {
    Budget unused = budgets.set(page.caller(), level, subject, period, limit, signedInAt());
    return page.go(View.BUDGETS, "done=budget-set");
  }

  private Optional<Instant> signedInAt() {
    return Optional.of(page.session().authenticatedAt());
  }

  private @Nullable String tell(RefusalException refusal, String query) {
    if (refusal.reason() == Refusal.SIGN_IN_AGAIN) {
      return page.goSignInAgain(query);
    }
    page.tell(refusal);
    return null;
  }

  /** Removes the budget of a row. */
  public @Nullable String remove() {
    try {
      budgets.remove(page.caller(), page.parameter(FormCheck.THING).orElse(""), signedInAt());
    } catch (RefusalException refusal) {
      return tell(refusal, "");
    }
    return page.go(View.BUDGETS, "done=budget-removed");
  }
}
