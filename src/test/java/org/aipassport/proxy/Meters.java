package org.aipassport.proxy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.json.Json;
import org.aipassport.metering.CallIntent;
import org.aipassport.metering.CallPrice;
import org.aipassport.metering.GivenPrices;
import org.aipassport.metering.Reservation;
import org.aipassport.metering.Reserved;
import org.aipassport.providers.CallerRequest;
import org.aipassport.providers.GivenProviders;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Understood;
import org.aipassport.support.GrantViews;
import org.aipassport.values.CallId;
import org.aipassport.values.Ids;
import org.aipassport.values.NanoUsd;

/** Meters of calls for one test. */
final class Meters {
  private Meters() {}

  /** Of a chat without a cap, whose model nobody knows. */
  static CallMeter none() {
    return of(asked("openai", "/v1/chat/completions", "{'model':'unheard-of','messages':[]}"));
  }

  /** Of that call, without a cap. */
  static CallMeter of(Understood call) {
    return of(call, Reservation.NONE);
  }

  static CallMeter of(Understood call, Reservation reservation) {
    CallPrice price = GivenPrices.of(provider("openai"), call);
    CallIntent intent =
        new CallIntent(
            new CallId(Ids.next()),
            GrantViews.approvedUntil(GrantViews.NOON),
            call.operation().name(),
            call.model(),
            Optional.empty());
    return new CallMeter(
        new Reserved(
            intent,
            reservation,
            List.of(),
            reservation.isCapped() ? Optional.of(NanoUsd.ofCents(100)) : Optional.empty()),
        price,
        call.operation().answer().usage().reader());
  }

  static Understood asked(String provider, String path, String body) {
    return provider(provider)
        .at(path)
        .orElseThrow()
        .understand(
            CallerRequest.json(
                path,
                Map.of(),
                Json.parseObject(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8))),
            false);
  }

  private static Provider provider(String name) {
    return GivenProviders.preset(name);
  }
}
