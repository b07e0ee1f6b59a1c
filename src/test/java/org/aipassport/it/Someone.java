package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aipassport.values.Ids;

/**
 * Somebody besides the first owner, who was invited, signed in and made a personal access token on
 * the broker's pages.
 */
record Someone(String id, String username, String password, PageClient browser, String token) {
  private static final Pattern TOKEN = Pattern.compile("aip_pat_[A-Za-z0-9_-]{43}");
  private static final Map<String, Someone> KNOWN = new ConcurrentHashMap<>();

  /** The person of these roles, {@code "owner"} for instance, made at the first question. */
  static Someone with(String role) {
    return KNOWN.computeIfAbsent(role, Someone::make);
  }

  /** Another person of these roles each time. */
  static Someone make(String roles) {
    String username = "p" + Ids.next().replaceAll("[^A-Za-z0-9]", "x");
    String password = Canaries.add("password", "green otter paints " + Ids.next());
    Answer invited =
        Http.post(
            "/api/invitations",
            "{\"roles\":[\"" + roles.replace(",", "\",\"") + "\"],\"label\":\"test\"}",
            Broker.asOwner());
    assertThat(invited.status()).as(invited.toString()).isEqualTo(201);
    PageClient browser = new PageClient();
    Answer accepted =
        browser.submit(
            "/ui/invitation",
            "invitation-form",
            "accept",
            "secret",
            invited.json().get("code").asText(),
            "username",
            username,
            "password",
            password);
    assertThat(accepted.status()).as(accepted.toString()).isEqualTo(303);
    browser.signIn(username, password);
    return new Someone(idOf(username), username, password, browser, token(browser));
  }

  String[] bearer() {
    return Http.bearer(token);
  }

  private static String token(PageClient browser) {
    Answer made =
        browser.submit("/ui/personal-tokens", "issue-form", "issue", "label", "for a test");
    Matcher found = TOKEN.matcher(made.text());
    assertThat(found.find()).as(made.toString()).isTrue();
    return Canaries.add("personal access token", found.group());
  }

  static String idOf(String username) {
    for (var person : Http.get("/api/people", Broker.asOwner()).json()) {
      if (person.get("username").asText().equals(username)) {
        return person.get("id").asText();
      }
    }
    throw new AssertionError("nobody is called " + username);
  }
}
