package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.aipassport.apps.AppIdentities;
import org.aipassport.apps.AppIdentity;
import org.aipassport.apps.AppStanding;
import org.aipassport.apps.AppStandings;
import org.aipassport.grants.GrantStatus;
import org.aipassport.grants.GrantView;
import org.aipassport.metering.CallOutcome;
import org.aipassport.metering.CallView;
import org.aipassport.providers.Capability;
import org.aipassport.values.ProviderName;
import org.aipassport.vault.ProviderKeyView;

/** Grants in the words of pages; {@code words} there. */
@Named("words")
@RequestScoped
public class GrantWords {
  private Texts texts;
  private AppIdentities identities;
  private AppStandings standings;

  @SuppressWarnings("NullAway.Init")
  protected GrantWords() {} // for the CDI proxy

  @Inject
  GrantWords(Texts texts, AppIdentities identities, AppStandings standings) {
    this.texts = texts;
    this.identities = identities;
    this.standings = standings;
  }

  /** The host of an app, as people may read it; a sentence of ours for a tool. */
  public String host(GrantView grant) {
    return grant.isTool() ? texts.of("grant.own-tool") : app(grant).host().shownWithPort();
  }

  /** What is to be shown of the app of a grant. */
  public AppIdentity app(GrantView grant) {
    return identities.of(grant.appName(), grant.appUrl(), standings.of(grant.client()));
  }

  /** Who vouches for it, in a few words. */
  public String standing(AppIdentity app) {
    return texts.of("standing." + app.standing());
  }

  /** The class of the badge with that. */
  public String standingBadge(AppIdentity app) {
    return app.standing() == AppStanding.VERIFIED ? "badge good" : "badge warn";
  }

  /** The state, in one word. */
  public String state(GrantView grant) {
    return texts.of("grant.state." + grant.status().wireName());
  }

  /** The class of the state's badge. */
  public String badge(GrantView grant) {
    return switch (grant.status()) {
      case APPROVED -> "badge good";
      case PENDING -> "badge warn";
      case FROZEN -> "badge bad";
      case DENIED, REVOKED, EXPIRED -> "badge";
    };
  }

  /** Whether it is in force. */
  public boolean active(GrantView grant) {
    return grant.status() == GrantStatus.APPROVED;
  }

  /** Calls made, and of how many if there is a cap. */
  public String used(GrantView grant) {
    return grant.maxRequests().isPresent()
        ? texts.of("grant.used.of", grant.usageCount(), grant.maxRequests().getAsLong())
        : texts.of("grant.used.unlimited", grant.usageCount());
  }

  /** All models, one behind the other. */
  public String models(GrantView grant) {
    return grant.scope().models().stream()
        .map(model -> model.value())
        .collect(Collectors.joining(", "));
  }

  /** The names of capabilities, one behind the other. */
  public String capabilities(GrantView grant) {
    return names(grant.scope().capabilities());
  }

  /** The names of capabilities, one behind the other. */
  public String names(Collection<Capability> capabilities) {
    return capabilities.stream()
        .map(one -> texts.of("capability." + one.wireName()))
        .collect(Collectors.joining(", "));
  }

  /** All capabilities, for lists to choose from. */
  public List<Capability> getAllCapabilities() {
    return List.of(Capability.values());
  }

  /** How a call ended, or that it is under way. */
  public String outcome(CallView call) {
    return texts.of("outcome." + call.outcome().map(CallOutcome::wireName).orElse("running"));
  }

  /** A provider key as its owner tells it from others; never the key. */
  public String key(ProviderKeyView key) {
    String label = key.label().isEmpty() ? texts.of("provider-keys.unnamed") : key.label();
    return key.lastFour().isEmpty() ? label : texts.of("provider-keys.ends", label, key.lastFour());
  }

  /** A provider that needs no key. */
  String withoutKey(ProviderName provider) {
    return texts.of("tool.source.no-key", provider.value());
  }

  /** How long a call took, in milliseconds or seconds. */
  public String took(Duration length) {
    return length.toMillis() < 1_000
        ? texts.of("length.short.ms", length.toMillis())
        : texts.of("length.short.s", length.toMillis() / 1_000.0);
  }

  /** A length of time in the largest unit that says it exactly. */
  public String length(Duration length) {
    long seconds = length.toSeconds();
    for (Unit unit : Unit.values()) {
      if (seconds % unit.seconds == 0) {
        return texts.of("length." + unit.name().toLowerCase(Locale.ROOT), seconds / unit.seconds);
      }
    }
    throw new IllegalStateException("every length is some seconds");
  }

  private enum Unit {
    DAYS(86_400),
    HOURS(3_600),
    MINUTES(60),
    SECONDS(1);

    private final long seconds;

    Unit(long seconds) {
      this.seconds = seconds;
    }
  }
}
