package org.aipassport.web;

import org.aipassport.metering.BudgetLevel;
import org.aipassport.metering.Period;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.ProviderKeyId;
import org.jspecify.annotations.Nullable;

/** The budget that somebody wants: the fields of the form. */
public class BudgetChoice {
  private final BudgetLevel level;
  private String host = "";
  private String budgetKey = "";
  private String budgetGrant = "";
  private String period = Period.MONTH.wireName();
  private String limit = "";

  BudgetChoice(BudgetLevel level) {
    this.level = level;
  }

  /** The field that says whose calls are limited. */
  private String subjectField() {
    return switch (level) {
      case GRANT -> "budgetGrant";
      case APP -> "host";
      case ACCOUNT, KEY -> "budgetKey";
    };
  }

  /**
   * Whose calls are limited, as budgets name it.
   *
   * @throws RefusalException INVALID_FIELD naming the field
   */
  String subject() {
    return switch (level) {
      case GRANT -> budgetGrant;
      case ACCOUNT -> "";
      case APP -> host.strip();
      case KEY ->
          Fields.key("budgetKey", budgetKey)
              .map(ProviderKeyId::value)
              .orElseThrow(() -> RefusalException.ofField("budgetKey", "must be chosen"));
    };
  }

  /**
   * How long the limit counts.
   *
   * @throws RefusalException INVALID_FIELD naming the field
   */
  Period period() {
    return Period.ofWireName(period)
        .orElseThrow(() -> RefusalException.ofField("period", "is not one of those offered"));
  }

  /**
   * The limit.
   *
   * @throws RefusalException INVALID_FIELD naming the field if it cannot be read or is empty
   */
  NanoUsd limit() {
    return Fields.dollars("limit", limit)
        .orElseThrow(() -> RefusalException.ofField("limit", "must be an amount like 12.50"));
  }

  /** A refusal as this form tells it, where the subject has a field of its own. */
  RefusalException here(RefusalException refusal) {
    return refusal.field().filter("subject"::equals).isPresent()
        ? RefusalException.ofField(subjectField(), refusal.detail())
        : refusal;
  }

  public String getHost() {
    return host;
  }

  public void setHost(String host) {
    this.host = host;
  }

  public String getBudgetKey() {
    return budgetKey;
  }

  public void setBudgetKey(@Nullable String budgetKey) {
    this.budgetKey = Fields.chosen(budgetKey);
  }

  public String getBudgetGrant() {
    return budgetGrant;
  }

  public void setBudgetGrant(String budgetGrant) {
    this.budgetGrant = budgetGrant;
  }

  public String getPeriod() {
    return period;
  }

  public void setPeriod(@Nullable String period) {
    this.period = Fields.chosen(period);
  }

  public String getLimit() {
    return limit;
  }

  public void setLimit(String limit) {
    this.limit = limit;
  }
}
