package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.aipassport.identity.Enrolment;
import org.aipassport.identity.SecondFactors;
import org.aipassport.values.SecretText;
import org.jspecify.annotations.Nullable;

/**
 * Sets up, renews and removes a second factor; {@code authenticator} in pages. Recovery codes are
 * in the answer to the form that made them and nowhere else; the secret is also in the answers to
 * codes that were wrong, see {@link SecondFactors#begun}.
 */
@Named("authenticator")
@RequestScoped
public class AuthenticatorPage {
  private static final String CONFIRM_FORM = "confirm-form"; // Faces sends its id along

  private SecondFactors factors;
  private Page page;
  private Entrance entrance;
  private Typed typed;
  private @Nullable Enrolment enrolment;
  private List<SecretText> recoveryCodes = List.of();
  private boolean renewed;

  @SuppressWarnings("NullAway.Init")
  protected AuthenticatorPage() {} // for the CDI proxy

  @Inject
  AuthenticatorPage(SecondFactors factors, Page page, Entrance entrance, Typed typed) {
    this.factors = factors;
    this.page = page;
    this.entrance = entrance;
    this.typed = typed;
  }

  /** Makes a secret for the authenticator app. */
  public @Nullable String begin() {
    if (!page.fresh("")) {
      return null;
    }
    page.attempt(() -> enrolment = factors.begin(page.caller()));
    return null;
  }

  /** Puts it into force, if the app makes its codes; else it is shown again. */
  public @Nullable String confirm() {
    if (!page.fresh("")) {
      return null;
    }
    boolean done = page.attempt(() -> recoveryCodes = factors.confirm(page.caller(), typed.code()));
    if (!done) {
      enrolment = factors.begun(page.caller(), new SecretText(getHandle())).orElse(null);
    }
    return null;
  }

  /** What the form that confirms is about: the secret that stands above it. */
  public String getHandle() {
    return enrolment == null
        ? page.parameter(FormCheck.THING).orElse("")
        : enrolment.handle().reveal();
  }

  /** Makes other recovery codes. */
  public @Nullable String renew() {
    renewed = true;
    page.attempt(
        () ->
            recoveryCodes =
                factors.renewRecoveryCodes(
                    page.session(), typed.password(), typed.code(), entrance.address()));
    return null;
  }

  /** Takes the second factor away. */
  public @Nullable String remove() {
    boolean done =
        page.attempt(
            () ->
                factors.remove(page.session(), typed.password(), typed.code(), entrance.address()));
    return done ? page.go(View.ACCOUNT, "done=second-factor-removed") : null;
  }

  /** What to ask for: {@code codes}, {@code enrolment}, {@code active} or {@code none}. */
  public String getStep() {
    if (!recoveryCodes.isEmpty()) {
      return "codes";
    }
    if (factors.isActive(page.caller())) {
      return "active";
    }
    return enrolment != null || isConfirming() ? "enrolment" : "none";
  }

  /** A form is read only if it is shown: the one that was sent is. */
  private boolean isConfirming() {
    return page.parameter(CONFIRM_FORM).isPresent();
  }

  /** The picture for the app; null if there is none to show. */
  public @Nullable QrCode getPicture() {
    return enrolment == null ? null : QrCode.of(enrolment.uri());
  }

  /** The secret as it is typed, in groups of four. */
  public String getSecret() {
    return enrolment == null
        ? ""
        : enrolment.secretBase32().reveal().replaceAll("(.{4})(?!$)", "$1 ");
  }

  public List<String> getRecoveryCodes() {
    return recoveryCodes.stream().map(SecretText::reveal).toList();
  }

  /** Whether they are in the place of others. */
  public boolean isRenewed() {
    return renewed;
  }

  public int getLeft() {
    return factors.recoveryCodesLeft(page.caller());
  }
}
