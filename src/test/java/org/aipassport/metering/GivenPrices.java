package org.aipassport.metering;

import org.aipassport.config.Settings;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Understood;
import org.aipassport.support.TestClock;
import org.aipassport.support.TestSettings;

/** Prices of the built-in book, for one test. */
public final class GivenPrices {
  private GivenPrices() {}

  /** Nobody has said that any unknown member costs nothing. */
  private static final class NoneInert extends UnknownMembers {
    @Override
    boolean mayPass(Place place) {
      return false;
    }
  }

  /** The built-in book. */
  public static PriceBook book() {
    return new PriceBook(TestSettings.defaults(), new TestClock());
  }

  public static CallPrice of(Provider provider, Understood call) {
    Settings settings = TestSettings.defaults();
    TestClock clock = new TestClock();
    return new Pricing(settings, new PriceBook(settings, clock), new NoneInert(), clock)
        .of(provider, call, 0);
  }
}
