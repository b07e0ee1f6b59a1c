package org.aipassport.metering;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.aipassport.apps.AppAddress;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.identity.Caller;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.GrantId;
import org.aipassport.values.Ids;
import org.aipassport.vault.ProviderKeyView;
import org.aipassport.vault.ProviderKeys;

/** Whose calls an owner may limit. */
@ApplicationScoped
class BudgetSubjects {
  private static final String SUBJECT = "subject";

  private Grants grants;
  private ProviderKeys keys;

  @SuppressWarnings("NullAway.Init")
  protected BudgetSubjects() {} // for the CDI proxy

  @Inject
  BudgetSubjects(Grants grants, ProviderKeys keys) {
    this.grants = grants;
    this.keys = keys;
  }

  /**
   * Refuses what is nothing that a budget of that level can be about, or is not theirs.
   *
   * @throws RefusalException INVALID_FIELD of {@code subject}
   */
  void require(Caller owner, BudgetLevel level, String subject) {
    switch (level) {
      case GRANT -> {
        if (!isGrantOf(owner, subject)) {
          throw RefusalException.ofField(SUBJECT, "is not the id of a grant of yours");
        }
      }
      case APP -> {
        AppAddress.read(SUBJECT, "https://" + subject);
        if (!AppAddress.hostOf("https://" + subject).equals(subject)) {
          throw RefusalException.ofField(SUBJECT, "must be a host such as app.example");
        }
      }
      case ACCOUNT -> {
        if (!subject.isEmpty()) {
          throw RefusalException.ofField(SUBJECT, "must be left out for the account");
        }
      }
      case KEY -> {
        if (!isKeyOf(owner, subject)) {
          throw RefusalException.ofField(SUBJECT, "is not the id of a provider key of yours");
        }
      }
    }
  }

  /** One that nobody has decided on yet is nobody's. */
  private boolean isGrantOf(Caller owner, String id) {
    return Optional.of(id)
        .filter(Ids::isId)
        .flatMap(text -> grants.find(new GrantId(text)))
        .flatMap(GrantView::account)
        .filter(owner.account()::equals)
        .isPresent();
  }

  private boolean isKeyOf(Caller owner, String id) {
    return keys.list(owner).stream()
        .map(ProviderKeyView::id)
        .anyMatch(key -> key.value().equals(id));
  }
}
