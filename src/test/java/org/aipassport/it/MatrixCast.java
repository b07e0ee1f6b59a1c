package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aipassport.values.Ids;

/** Who calls in {@link MatrixIT}, and the things of the owner that they call about. */
final class MatrixCast {
  private static final Pattern THING = Pattern.compile("\\{([a-z]+)}");
  private static final Map<String, Someone> PEOPLE = new ConcurrentHashMap<>();

  /** What this call is about: the same things in its path and its body. */
  private final Map<String, String> things = new ConcurrentHashMap<>();

  private MatrixCast() {}

  /** What that caller is answered to that call, about things that are made for it. */
  static Answer call(String caller, String method, String path, String body) {
    MatrixCast cast = new MatrixCast();
    try {
      return cast.calls(caller, method, cast.filled(path), cast.filled(body));
    } finally {
      cast.tidy();
    }
  }

  private Answer calls(String caller, String method, String path, String body) {
    if (path.startsWith("/ui/") && method.equals("GET")) {
      return browser(caller).get(path);
    }
    byte[] bytes = body.isEmpty() ? null : body.getBytes(StandardCharsets.UTF_8);
    Answer answer = Http.send(method, path, bytes, credentials(caller, path));
    if (path.equals("/grant-requests")) {
      Undecided.deny(answer.json().at("/grant/id").asText());
    }
    return answer;
  }

  private PageClient browser(String caller) {
    if (caller.equals("nobody") || caller.equals("app")) {
      return new PageClient();
    }
    Someone person = person(caller);
    if (person.browser().get("/ui/account").status() != 200) { // signed out everywhere
      person.browser().signIn(person.username(), person.password());
    }
    return person.browser();
  }

  private String[] credentials(String caller, String path) {
    return switch (caller) {
      case "nobody" -> new String[0];
      case "app" -> Http.bearer(thing("token"));
      default -> person(caller).bearer();
    };
  }

  private static Someone person(String caller) {
    return PEOPLE.computeIfAbsent(
        caller, name -> Someone.make(name.equals("other") ? "owner" : name));
  }

  private static String[] asOwner() {
    return person("owner").bearer();
  }

  private String filled(String text) {
    Matcher names = THING.matcher(text);
    return names.replaceAll(found -> Matcher.quoteReplacement(thing(found.group(1))));
  }

  private String thing(String name) {
    String known = things.get(name);
    if (known == null) {
      known = make(name);
      things.put(name, known);
    }
    return known;
  }

  private String make(String name) {
    return switch (name) {
      case "pending" -> asked().at("/grant/id").asText();
      case "key" ->
          id("/api/provider-keys", "{\"provider\":\"openai\",\"key\":\"sk-matrix-0123456789\"}");
      case "grant" -> approved();
      case "token" -> token();
      case "pat" -> id("/api/personal-tokens", "{\"label\":\"for the matrix\"}");
      case "session" -> session();
      case "person" -> Someone.make("owner").id();
      case "disabled" -> disabled();
      case "amendment" -> amendment();
      case "member" -> Member.ID;
      case "invitation" -> invitation();
      case "report" -> report();
      case "host" -> host();
      case "blocked" -> blocked();
      case "budget" -> budget();
      case "provider" -> "openai";
      case "priced" -> priced();
      case "client" -> client();
      default -> throw new AssertionError("what is {" + name + "}?");
    };
  }

  private JsonNode asked() {
    return TestGrant.ask("openai").models("gpt-fake").request().json();
  }

  private String approved() {
    JsonNode asked = asked();
    String grant = asked.at("/grant/id").asText();
    things.put("claim", asked.get("claimToken").asText());
    String body = "{\"expiresInSeconds\":60,\"keyId\":\"" + thing("key") + "\"}";
    succeeded(Http.post("/grants/" + grant + "/approve", body, asOwner()));
    return grant;
  }

  private String token() {
    String grant = thing("grant");
    String body = "{\"grantId\":\"" + grant + "\",\"claimToken\":\"" + things.get("claim") + "\"}";
    return succeeded(Http.post("/tokens", body)).get("token").asText();
  }

  private static String id(String path, String body) {
    return succeeded(Http.post(path, body, asOwner())).get("id").asText();
  }

  private static String session() {
    Someone owner = person("owner");
    new PageClient().signIn(owner.username(), owner.password());
    return succeeded(Http.get("/api/sessions", owner.bearer())).get(0).get("id").asText();
  }

  private static String priced() {
    String model = "matrix-" + Ids.next();
    String body = "{\"usdPerMillion\":{\"input\":\"2.50\",\"output\":\"10\"}}";
    succeeded(
        Http.send(
            "PUT",
            "/api/prices/openai/" + model,
            body.getBytes(StandardCharsets.UTF_8),
            Broker.asOwner()));
    return model;
  }

  private static String disabled() {
    String person = Someone.make("owner").id();
    succeeded(Http.post("/api/people/" + person + "/disable", "", Broker.asOwner()));
    return person;
  }

  private static String invitation() {
    String body = "{\"roles\":[\"auditor\"],\"label\":\"matrix\"}";
    return succeeded(Http.post("/api/invitations", body, Broker.asOwner())).get("id").asText();
  }

  private String report() {
    String grant = thing("pending");
    succeeded(Http.post("/api/grants/" + grant + "/report", "{\"words\":\"x\"}", asOwner()));
    for (JsonNode report : succeeded(Http.get("/api/reports", Broker.asOwner()))) {
      if (report.get("grantId").asText().equals(grant)) {
        return report.get("id").asText();
      }
    }
    throw new AssertionError("no report of " + grant);
  }

  private static String host() {
    return "h" + Ids.next().replaceAll("[^A-Za-z0-9]", "0").toLowerCase(Locale.ROOT) + ".example";
  }

  private static String blocked() {
    String host = host();
    String body = "{\"host\":\"" + host + "\",\"reason\":\"test\"}";
    succeeded(Http.post("/api/apps/blocks", body, Broker.asOwner()));
    return host;
  }

  private static String client() {
    String body =
        "{\"client_name\":\"Matrix\",\"client_uri\":\"https://matrix.example\","
            + "\"redirect_uris\":[\"https://matrix.example/\"]}";
    Answer made = Http.post("/api/clients", body, Broker.asOwner());
    return succeeded(made).get("client_id").asText();
  }

  /** Of a host that nobody has a grant for: it limits no call of another row. */
  private static String budget() {
    String body = "{\"level\":\"app\",\"subject\":\"%s\",\"period\":\"day\",\"limitCents\":1}";
    return id("/api/budgets", body.formatted(host()));
  }

  private String amendment() {
    String body = "{\"expiresInSeconds\":60,\"reason\":\"to test\"}";
    Answer asked = Http.post("/grants/self/amendments", body, Http.bearer(thing("token")));
    return succeeded(asked).at("/amendment/id").asText();
  }

  private static JsonNode succeeded(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isBetween(200, 201);
    return answer.json();
  }

  private void tidy() {
    if (things.containsKey("pending")) {
      Undecided.deny(things.get("pending"));
    }
  }

  /** A member that was refused once, as operators find it some seconds later; one for all calls. */
  private static final class Member {
    static final String ID = refused();

    private static String refused() {
      TestGrant grant = TestGrant.ask("openai").models("gpt-fake").maxBudgetCents(500).approved();
      String name = "m" + Ids.next().replaceAll("[^A-Za-z0-9]", "x");
      String body = Chat.body("gpt-fake").replace("{\"model\"", "{\"" + name + "\":1,\"model\"");
      assertThat(Http.post(Chat.DROP_IN, body, grant.bearer()).status()).isEqualTo(403);
      AtomicReference<String> found = new AtomicReference<>("");
      assertThat(
              Wait.until(
                  Duration.ofSeconds(30),
                  () -> {
                    for (JsonNode one :
                        succeeded(Http.get("/api/unknown-members", Broker.asOwner()))) {
                      if (one.get("name").asText().equals(name)) {
                        found.set(one.get("id").asText());
                      }
                    }
                    return !found.get().isEmpty();
                  }))
          .isTrue();
      return found.get();
    }
  }
}
