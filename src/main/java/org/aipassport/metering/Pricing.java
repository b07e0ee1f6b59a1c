package org.aipassport.metering;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import org.aipassport.config.Settings;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Understood;

/** What calls cost by the price book: before them at most, after them exactly. */
@ApplicationScoped
public class Pricing {
  private Settings settings;
  private PriceBook book;
  private UnknownMembers members;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected Pricing() {} // for the CDI proxy

  @Inject
  Pricing(Settings settings, PriceBook book, UnknownMembers members, Clock clock) {
    this.settings = settings;
    this.book = book;
    this.members = members;
    this.clock = clock;
  }

  /**
   * The price of one call, as it is in the book now.
   *
   * @param formTexts the bytes of those parts of a form that are no files; 0 for JSON
   */
  public CallPrice of(Provider provider, Understood call, long formTexts) {
    return new CallPrice(
        call,
        formTexts,
        book.find(provider, call.model(), clock.instant()),
        settings.money().usualOutputTokens(),
        name ->
            members.mayPass(
                new UnknownMembers.Place(provider.type(), call.operation().name(), name)));
  }
}
