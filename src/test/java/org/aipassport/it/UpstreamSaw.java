package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.aipassport.support.Arrival;

/** What a provider gets to see of a call: what the broker says, and nothing of its caller. */
final class UpstreamSaw {
  private static final Set<String> BROKERS =
      Set.of(
          "host",
          "connection",
          "user-agent",
          "accept",
          "accept-encoding",
          "content-type",
          "content-length",
          "authorization",
          "x-api-key",
          "x-goog-api-key",
          "anthropic-version",
          "anthropic-beta");

  private UpstreamSaw() {}

  /** So many calls, each with the owner's key and without a trace of the caller's token. */
  static List<Arrival> calls(int count, String provider, TestGrant grant) {
    List<Arrival> arrivals = TestServer.UPSTREAM.arrivals();
    assertThat(arrivals).as("calls upstream").hasSize(count);
    for (Arrival arrival : arrivals) {
      assertThat(arrival.head() + arrival.text()).doesNotContain(grant.token());
      assertThat(arrival.headers())
          .extracting(field -> field.name().toLowerCase(Locale.ROOT))
          .isSubsetOf(BROKERS)
          .doesNotHaveDuplicates();
      assertThat(arrival.header(header(provider))).contains(credential(provider));
    }
    return arrivals;
  }

  private static String header(String provider) {
    return switch (provider) {
      case "anthropic" -> "x-api-key";
      case "google" -> "x-goog-api-key";
      default -> "authorization";
    };
  }

  private static String credential(String provider) {
    String key = Broker.key(provider);
    return header(provider).equals("authorization") ? "Bearer " + key : key;
  }
}
