package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.aipassport.crypto.Sha256;

/**
 * An app that an operator has registered.
 *
 * @param secret empty for one that cannot keep any
 */
record OAuthApp(String id, String secret, String redirectUri) {
  static final String VERIFIER = "a-verifier-of-forty-three-characters-or-more";
  static final String DETAILS =
      "[{\"type\":\"urn:aipassport:ai-access\",\"provider\":\"openai\",\"models\":[\"gpt-fake\"],"
          + "\"capabilities\":[\"chat\"],\"max_requests\":5,\"lifetime\":600,\"reason\":\"to test\"}]";

  static OAuthApp register(String method, String redirectUri) {
    String body =
        """
        {"client_name":"Test app","client_uri":"https://app.example","redirect_uris":["%s"],\
        "token_endpoint_auth_method":"%s","grant_types":["authorization_code","refresh_token"]}\
        """
            .formatted(redirectUri, method);
    Answer answer = Http.post("/api/clients", body, Broker.asOwner());
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    String secret = answer.json().path("client_secret").asText("");
    if (!secret.isEmpty()) {
      Canaries.add("client secret", secret);
    }
    return new OAuthApp(answer.json().get("client_id").asText(), secret, redirectUri);
  }

  /** A good authorization request; what is changed in it is changed by its test. */
  Map<String, String> request() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("client_id", id);
    parameters.put("response_type", "code");
    parameters.put("redirect_uri", redirectUri);
    parameters.put("state", "s-1 /&=");
    parameters.put(
        "code_challenge", Sha256.base64Url(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
    parameters.put("code_challenge_method", "S256");
    parameters.put("authorization_details", DETAILS);
    return parameters;
  }

  /** What the browser of somebody gets who is sent to the broker with that request. */
  static Answer authorize(PageClient browser, Map<String, String> parameters) {
    String path = "/oauth2/authorize?" + encoded(parameters);
    Answer answer = browser.get(path);
    if (answer
        .header("location")
        .filter(to -> to.contains("temporarily_unavailable"))
        .isPresent()) {
      Undecided.deny(); // all tests come from one address
      answer = browser.get(path);
    }
    return answer;
  }

  /** The grant that somebody is asked for who is sent to the broker with a good request. */
  String opened(PageClient browser) {
    return grantOf(authorize(browser, request()));
  }

  /** The grant of the consent page to which an answer leads. */
  static String grantOf(Answer answer) {
    String page = Http.BROKER + "/ui/consent?grant=";
    String location = answer.header("location").orElse("");
    assertThat(location).as(answer.toString()).startsWith(page);
    Undecided.add(location.substring(page.length()));
    return location.substring(page.length());
  }

  /** Presses a button of the consent page, and goes on until the broker is left. */
  static Map<String, String> decide(PageClient browser, String grant, String button) {
    decideOnly(browser, grant, button);
    return returned(browser, grant);
  }

  /** Presses a button of the consent page, which leads back to the app. */
  static void decideOnly(PageClient browser, String grant, String button) {
    Answer decided = browser.submit("/ui/consent?grant=" + grant, "decide-form", button);
    assertThat(decided.status()).as(decided.toString()).isEqualTo(303);
    assertThat(decided.header("location"))
        .contains(Http.BROKER + "/oauth2/authorize/resume?grant=" + grant);
  }

  /** The parameters with which the app's address is asked for in the end. */
  static Map<String, String> returned(PageClient browser, String grant) {
    Answer back = browser.get("/oauth2/authorize/resume?grant=" + grant);
    assertThat(back.status()).as(back.toString()).isEqualTo(303);
    return parameters(back.header("location").orElseThrow());
  }

  static Map<String, String> parameters(String url) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : url.substring(url.indexOf('?') + 1).split("&")) {
      String[] parts = pair.split("=", 2);
      parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  /** A code for a grant of that person. */
  String code(PageClient browser) {
    return decide(browser, opened(browser), "approve").get("code");
  }

  Map<String, String> redemption(String code) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", redirectUri);
    form.put("code_verifier", VERIFIER);
    return form;
  }

  Answer redeem(String code) {
    return post("/oauth2/token", redemption(code));
  }

  Answer refresh(String token) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "refresh_token");
    form.put("refresh_token", token);
    return post("/oauth2/token", form);
  }

  /** Sends a form with what proves that it is this app's. */
  Answer post(String path, Map<String, String> form) {
    Map<String, String> fields = new LinkedHashMap<>(form);
    if (secret.isEmpty()) {
      fields.putIfAbsent("client_id", id);
    }
    return send(path, encoded(fields), secret.isEmpty() ? "" : basic());
  }

  static Answer send(String path, String form, String authorization) {
    return Http.send(
        "POST",
        path,
        form.getBytes(StandardCharsets.UTF_8),
        "Content-Type",
        "application/x-www-form-urlencoded",
        "Authorization",
        authorization);
  }

  private String basic() {
    String pair = encoded(id) + ":" + encoded(secret);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
  }

  static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(one -> one.getKey() + "=" + encoded(one.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
