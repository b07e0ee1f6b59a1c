package org.aipassport.config;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.aipassport.values.SecretText;

/** Reads the ways out: proxies with their credentials, and certificates to trust. */
final class EgressReader {
  private static final String NONE = "none";

  private final Reading reading;
  private final Path home;

  EgressReader(Reading reading, Path home) {
    this.reading = reading;
    this.home = home;
  }

  /** What holds for every provider that says nothing of its own. */
  OutboundSettings general() {
    Optional<OutboundProxy> proxy =
        proxy(Keys.OUTBOUND_PROXY, Keys.OUTBOUND_PROXY_USER, Keys.OUTBOUND_PROXY_PASSWORD_FILE);
    List<ProxyBypass> bypasses =
        reading.optional(Keys.OUTBOUND_NO_PROXY, EgressReader::bypasses).orElse(List.of());
    if (!bypasses.isEmpty() && proxy.isEmpty() && reading.sound(Keys.OUTBOUND_PROXY)) {
      withoutProxy(Keys.OUTBOUND_NO_PROXY, Keys.OUTBOUND_PROXY);
    }
    List<X509Certificate> trusted = trusted(Keys.OUTBOUND_CA_FILE).orElse(List.of());
    return new OutboundSettings(new Egress(proxy, trusted), bypasses);
  }

  /** What holds for one provider: its own settings take the place of the general ones. */
  Egress of(Keys.OfProvider keys, URI url, OutboundSettings outbound) {
    Egress general = outbound.to(url);
    Optional<String> own = reading.text(keys.proxy().name());
    Optional<OutboundProxy> proxy =
        own.isEmpty() ? general.proxy() : ownProxy(keys, url, own.get());
    if (own.isEmpty() || own.get().equals(NONE)) {
      refuseCredentials(keys.proxy(), keys.proxyUser(), keys.proxyPasswordFile());
    }
    Optional<List<X509Certificate>> trusted = trusted(keys.caFile());
    return proxy.equals(general.proxy()) && trusted.isEmpty()
        ? general
        : new Egress(proxy, trusted.orElse(general.trusted()));
  }

  private Optional<OutboundProxy> ownProxy(Keys.OfProvider keys, URI url, String text) {
    if (text.equals(NONE)) {
      return Optional.empty();
    }
    Optional<OutboundProxy> proxy = proxy(keys.proxy(), keys.proxyUser(), keys.proxyPasswordFile());
    if (proxy.isPresent() && !url.getScheme().equals("https")) {
      reading.fault(
          keys.proxy().name(),
          "is set for an upstream of plain http, and would read the provider's key",
          NONE + ", or https in " + keys.baseUrl().name());
    }
    return proxy;
  }

  private Optional<OutboundProxy> proxy(Key addressKey, Key userKey, Key passwordKey) {
    Optional<URI> address = reading.optional(addressKey, EgressReader::address);
    if (address.isEmpty()) {
      refuseCredentials(addressKey, userKey, passwordKey);
      return Optional.empty();
    }
    Optional<String> user = reading.optional(userKey, EgressReader::user);
    Optional<String> password =
        reading.optional(
            passwordKey, Parsers.secretFile(home).andThen(OutboundFiles::password)::apply);
    if (user.isPresent() != password.isPresent() && reading.sound(userKey, passwordKey)) {
      Key there = user.isPresent() ? userKey : passwordKey;
      Key missing = user.isPresent() ? passwordKey : userKey;
      reading.fault(there.name(), "is set without " + missing.name(), "both or neither");
    }
    return address.map(
        url ->
            new OutboundProxy(url, user.flatMap(name -> password.map(word -> basic(name, word)))));
  }

  private void refuseCredentials(Key addressKey, Key... keys) {
    for (Key key : keys) {
      if (reading.sound(addressKey) && reading.text(key.name()).isPresent()) {
        withoutProxy(key, addressKey);
      }
    }
  }

  private void withoutProxy(Key key, Key addressKey) {
    String needed = addressKey.name();
    reading.fault(key.name(), "is set without " + needed, "it only beside " + needed);
  }

  private static SecretText basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new SecretText("Basic " + Base64.getEncoder().encodeToString(pair));
  }

  private static URI address(String text) {
    URI url = WebAddresses.parse(text);
    if (!url.getRawPath().isEmpty()) {
      throw new IllegalArgumentException("has a path");
    }
    return url;
  }

  private static String user(String text) {
    if (text.contains(":") || OutboundFiles.CONTROL.matcher(text).find()) {
      throw new IllegalArgumentException("has a colon or control characters (RFC 7617)");
    }
    return text;
  }

  private static List<ProxyBypass> bypasses(String text) {
    List<ProxyBypass> bypasses = new ArrayList<>();
    for (String entry : Parsers.entries(text)) {
      try {
        bypasses.add(ProxyBypass.parse(entry));
      } catch (IllegalArgumentException e) { // told by number: the text may hold a password
        int number = bypasses.size() + 1;
        throw new IllegalArgumentException("has an entry (" + number + ") that " + e.getMessage());
      }
    }
    return bypasses;
  }

  private Optional<List<X509Certificate>> trusted(Key key) {
    return reading.optional(
        key, Parsers.secretFile(home).andThen(OutboundFiles::certificates)::apply);
  }
}
