package org.aipassport.web;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;

/** Every page there is, and who may open it; what is not here is not found. */
enum View {
  SETUP(Access.ANYBODY),
  SIGN_IN(Access.ANYBODY),
  SECOND_FACTOR(Access.ANYBODY),
  SIGN_IN_AGAIN(Access.SIGNED_IN),
  SIGNED_OUT(Access.ANYBODY),
  INVITATION(Access.ANYBODY),
  RECOVER(Access.ANYBODY),
  PROBLEM(Access.NOBODY),
  INBOX(Access.OWNERS),
  CONSENT(Access.OWNERS),
  GRANTS(Access.OWNERS),
  GRANT(Access.OWNERS),
  AMENDMENT(Access.OWNERS),
  TOOL(Access.OWNERS),
  BUDGETS(Access.OWNERS),
  PROVIDER_KEYS(Access.OWNERS),
  PROVIDER_KEY(Access.OWNERS),
  ACCOUNT(Access.SIGNED_IN),
  PASSWORD(Access.SIGNED_IN),
  AUTHENTICATOR(Access.SIGNED_IN),
  SESSIONS(Access.SIGNED_IN),
  PERSONAL_TOKENS(Access.SIGNED_IN),
  PEOPLE(Access.OPERATORS),
  PERSON(Access.OPERATORS),
  INVITE(Access.OPERATORS),
  APPS(Access.OPERATORS),
  CLIENTS(Access.OPERATORS),
  PROVIDERS(Access.OPERATORS),
  PRICES(Access.OPERATORS),
  PRICE(Access.OPERATORS),
  UNKNOWN_MEMBERS(Access.OPERATORS);

  /** Who may open a page. */
  enum Access {
    /** Shown by the broker itself only. */
    NOBODY,
    ANYBODY,
    SIGNED_IN,
    OWNERS,
    OPERATORS,
    AUDITORS;

    /** The role that it takes besides being signed in. */
    Optional<Role> role() {
      return switch (this) {
        case OWNERS -> Optional.of(Role.OWNER);
        case OPERATORS -> Optional.of(Role.OPERATOR);
        case AUDITORS -> Optional.of(Role.AUDITOR);
        default -> Optional.empty();
      };
    }
  }

  private final Access access;

  View(Access access) {
    this.access = access;
  }

  Access access() {
    return access;
  }

  /** Its name in URLs, {@code sign-in} for instance; also that of its file. */
  String path() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Where a person of those roles begins. */
  static View homeOf(Caller caller) {
    if (caller.roles().contains(Role.OWNER)) {
      return INBOX;
    }
    return caller.roles().contains(Role.OPERATOR) ? PEOPLE : ACCOUNT;
  }

  /** The page of that name that people can ask for. */
  static Optional<View> ofPath(String path) {
    return Arrays.stream(values())
        .filter(view -> view.access != Access.NOBODY && view.path().equals(path))
        .findFirst();
  }
}
