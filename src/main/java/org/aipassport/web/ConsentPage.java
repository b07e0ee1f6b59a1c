package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.aipassport.apps.AppStanding;
import org.aipassport.grants.Consent;
import org.aipassport.grants.ConsentFacts;
import org.aipassport.grants.GrantLifecycle;
import org.aipassport.grants.GrantReports;
import org.aipassport.grants.GrantStatus;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.tokens.AuthorizationFlows;
import org.aipassport.values.GrantId;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody decides on a request: approves it as a whole or in part, denies or reports it. The
 * digest of what the page showed goes with every approval.
 */
@Named("consent")
@RequestScoped
public class ConsentPage {
  private Consent consent;
  private GrantLifecycle lifecycle;
  private GrantReports reports;
  private AuthorizationFlows flows;
  private Texts texts;
  private Page page;
  private @Nullable ConsentFacts facts;
  private @Nullable GrantChoice choice;
  private String words = "";

  @SuppressWarnings("NullAway.Init")
  protected ConsentPage() {} // for the CDI proxy

  @Inject
  ConsentPage(
      Consent consent,
      GrantLifecycle lifecycle,
      GrantReports reports,
      AuthorizationFlows flows,
      Texts texts,
      Page page) {
    this.consent = consent;
    this.lifecycle = lifecycle;
    this.reports = reports;
    this.flows = flows;
    this.texts = texts;
    this.page = page;
  }

  /** What is known of the request. */
  public ConsentFacts getFacts() {
    ConsentFacts known = facts;
    if (known == null) {
      known = consent.of(page.caller(), page.grant());
      facts = known;
      flows
          .awaited(known.grant().id())
          .ifPresent(uri -> PageResponse.letFormsEndAt(page.response(), uri));
    }
    return known;
  }

  /** The form, at first with what was asked for. */
  public GrantChoice getChoice() {
    GrantChoice known = choice;
    if (known == null) {
      known = new GrantChoice(getFacts(), texts.locale());
      choice = known;
    }
    return known;
  }

  /** Whether there is something to decide. */
  public boolean isPending() {
    return getFacts().grant().status() == GrantStatus.PENDING;
  }

  /** Whether an operator of this broker vouches for the app. */
  public boolean isVouchedFor() {
    return getFacts().app().standing() == AppStanding.VERIFIED;
  }

  /** Whether a provider key is missing without which nothing can be approved. */
  public boolean isKeyMissing() {
    return getFacts().needsKey() && getFacts().keys().isEmpty();
  }

  /** Whether a sign-in of the last minutes is missing for the request as it stands. */
  public boolean isSignInNeeded() {
    return getFacts().needsFreshSignIn() && !page.isFresh();
  }

  /** How long the grant may live. */
  public List<Duration> getLifetimes() {
    return Lifetimes.upTo(getFacts().longestLifetime());
  }

  /** The query of links about this request. */
  public String getQuery() {
    return Page.query(getFacts().grant().id());
  }

  /** Approves what is left of the request. */
  public @Nullable String approve() {
    return decide(
        id ->
            lifecycle.approve(
                page.caller(),
                id,
                getChoice()
                    .approval(
                        getFacts().grant().scope(),
                        page.parameter("digest").orElse(""),
                        page.session().authenticatedAt())),
        id -> onwards(id, "grant-approved"));
  }

  /** Denies the request. */
  public @Nullable String deny() {
    return decide(id -> lifecycle.deny(page.caller(), id), id -> onwards(id, "grant-denied"));
  }

  /** Denies the request and tells the operators about it; nobody is sent to such an app. */
  public @Nullable String report() {
    return decide(
        id -> reports.report(page.caller(), id, Fields.text(words).orElse("")),
        id -> {
          flows.giveUp(id);
          return told(id, "grant-reported");
        });
  }

  /** Where the app is told of what was decided; null if it does not wait for that. */
  public @Nullable String getReturnUrl() {
    GrantId id = getFacts().grant().id();
    boolean isDecided = getFacts().grant().account().isPresent();
    return isDecided && flows.awaited(id).isPresent() ? returnUrl(id) : null;
  }

  private String returnUrl(GrantId id) {
    return page.request().getContextPath() + "/oauth2/authorize/resume?" + Page.query(id);
  }

  /** Goes back to the app if that waits for the answer, else stays here and tells it. */
  private @Nullable String onwards(GrantId id, String done) {
    return flows.awaited(id).isPresent() ? page.goTo(returnUrl(id)) : told(id, done);
  }

  private @Nullable String told(GrantId id, String done) {
    return page.go(View.CONSENT, Page.query(id) + "&done=" + done);
  }

  private @Nullable String decide(
      Consumer<GrantId> decision, Function<GrantId, @Nullable String> next) {
    GrantId id = page.grant();
    try {
      decision.accept(id);
    } catch (RefusalException refusal) {
      return tell(refusal, id);
    }
    return next.apply(id);
  }

  /** Shows the request as it is now, with what was refused. */
  private @Nullable String tell(RefusalException refusal, GrantId id) {
    if (refusal.reason() == Refusal.SIGN_IN_AGAIN) {
      return page.goSignInAgain(Page.query(id));
    }
    facts = null;
    if (refusal.reason() == Refusal.STALE) {
      choice = null;
    }
    page.tell(refusal);
    return null;
  }

  public String getWords() {
    return words;
  }

  public void setWords(String words) {
    this.words = words;
  }
}
