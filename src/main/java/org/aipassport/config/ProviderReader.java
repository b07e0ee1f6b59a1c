package org.aipassport.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;

/** Reads the upstreams and the keys for them that the environment holds. */
final class ProviderReader {
  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration MOST = Duration.ofDays(1);

  private static final Duration LONGEST_REST = Duration.ofHours(1);
  private static final int MOST_CALLS = 5_000;
  private static final int MOST_FAILURES = 10_000;

  private final Reading reading;
  private final EgressReader egress;
  private final OutboundSettings outbound;

  ProviderReader(Reading reading, EgressReader egress, OutboundSettings outbound) {
    this.reading = reading;
    this.egress = egress;
    this.outbound = outbound;
  }

  List<ProviderName> names() {
    return reading.required(Keys.PROVIDERS, ProviderReader::names);
  }

  ProviderSettings read(ProviderName name) {
    Key typeKey = Keys.OfProvider.type(name);
    Optional<ProviderType> type = reading.optional(typeKey, ProviderReader::type);
    if (type.isEmpty() && reading.sound(typeKey)) {
      reading.fault(typeKey, "is missing, and the provider's name is no type");
    }
    Keys.OfProvider keys = new Keys.OfProvider(name, type.orElse(ProviderType.OPENAI_COMPATIBLE));
    boolean allowPrivate = reading.required(keys.allowPrivate(), Parsers::flag);
    Optional<URI> baseUrl = reading.optional(keys.baseUrl(), WebAddresses::parse);
    if (baseUrl.isPresent()) {
      checkReach(keys, baseUrl.get(), allowPrivate);
    } else if (type.isPresent() && reading.sound(keys.baseUrl())) {
      reading.fault(keys.baseUrl(), "is missing, and the type has no address of its own");
    }
    URI url = baseUrl.orElseGet(() -> URI.create("https://invalid"));
    return new ProviderSettings(
        name,
        keys.providerType(),
        url,
        allowPrivate,
        deadlines(keys),
        egress.of(keys, url, outbound),
        gate(keys));
  }

  private GateSettings gate(Keys.OfProvider keys) {
    return new GateSettings(
        reading.required(keys.maxCalls(), Parsers.number(1, MOST_CALLS)).intValue(),
        reading.required(keys.breakerFailures(), Parsers.number(0, MOST_FAILURES)).intValue(),
        reading.required(keys.breakerRest(), Parsers.duration(LEAST, LONGEST_REST)));
  }

  /** The keys in the environment of those presets that are configured. */
  Map<ProviderName, SecretText> environmentKeys(List<ProviderName> configured) {
    Map<ProviderName, SecretText> found = new HashMap<>();
    Keys.PROVIDER_KEYS.forEach(
        (variable, name) -> {
          if (configured.contains(name)) {
            reading.text(variable).ifPresent(key -> found.put(name, secret(variable, key)));
          }
        });
    return found;
  }

  private void checkReach(Keys.OfProvider keys, URI url, boolean allowPrivate) {
    if (allowPrivate || !reading.sound(keys.allowPrivate())) {
      return;
    }
    if (!url.getScheme().equals("https")) {
      reading.fault(keys.baseUrl(), "is plain http");
    } else if (Hosts.isPrivate(url.getHost())) {
      reading.fault(
          keys.baseUrl().name(),
          "is on a private or loopback address",
          "a public one, or " + keys.allowPrivate().name() + "=true");
    }
  }

  private Deadlines deadlines(Keys.OfProvider keys) {
    Key totalKey = keys.totalTimeout();
    Duration total = reading.required(totalKey, Parsers.duration(LEAST, MOST));
    return new Deadlines(
        within(totalKey, total, keys.connectTimeout()),
        within(totalKey, total, keys.firstByteTimeout()),
        within(totalKey, total, keys.idleTimeout()),
        total);
  }

  private Duration within(Key totalKey, Duration total, Key key) {
    Duration part = reading.required(key, Parsers.duration(LEAST, MOST));
    if (reading.sound(totalKey, key) && part.compareTo(total) > 0) {
      reading.fault(
          key.name(),
          "is " + part + ", longer than the whole call",
          "at most " + totalKey.name() + " (" + total + ")");
    }
    return part;
  }

  private SecretText secret(String variable, String key) {
    if (!key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      reading.fault(
          variable, "has blanks, control or non-ASCII characters in it", "a provider key");
    }
    return new SecretText(key);
  }

  private static List<ProviderName> names(String text) {
    List<ProviderName> names = new ArrayList<>();
    for (String entry : Parsers.entries(text)) {
      if (!ProviderName.isName(entry)) {
        throw new IllegalArgumentException("has an entry that is no name: " + Parsers.quote(entry));
      }
      if (names.contains(new ProviderName(entry))) {
        throw new IllegalArgumentException("has an entry twice: " + entry);
      }
      names.add(new ProviderName(entry));
    }
    return names;
  }

  private static ProviderType type(String text) {
    return ProviderType.of(text)
        .orElseThrow(() -> new IllegalArgumentException("is " + Parsers.quote(text)));
  }
}
