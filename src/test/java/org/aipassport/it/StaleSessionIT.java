package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aipassport.support.Authenticator;
import org.aipassport.values.Ids;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/**
 * A browser that was left open: with a session that is no longer fresh, which takes a minute here,
 * nothing sensitive is done, on pages either that were opened before.
 */
@ArquillianTest
class StaleSessionIT {
  private static final String KEY = Canaries.add("provider key", "sk-stale-" + Ids.next());
  private static final String OTHER_KEY = Canaries.add("provider key", "sk-other-" + Ids.next());

  private static final Pattern SECRET = Pattern.compile("id=\"enrolment-secret\">([A-Z2-7 ]+)<");

  /** A form as a page had it, filled in. */
  private record Form(String name, String path, Map<String, String> fields) {}

  private final Someone somebody = Someone.make("owner,operator");
  private final Someone victim = Someone.make("owner");
  private final Someone former = disabled(Someone.make("owner"));
  private final String key =
      made("/api/provider-keys", "{'provider':'openai','key':'" + KEY + "'}");
  private final String grant =
      made(
          "/api/grants",
          "{'name':'Tool','scope':{'provider':'openai','models':['gpt-fake'],"
              + "'capabilities':['chat'],'maxRequests':9}}");

  private final String budget =
      made(
          "/api/budgets",
          "{'level':'app','subject':'stale.example','period':'total','limitCents':1}");

  private Authenticator authenticator = new Authenticator("");

  private Someone disabled(Someone one) {
    Answer answer = Http.post("/api/people/" + one.id() + "/disable", "", somebody.bearer());
    assertThat(answer.status()).as(answer.toString()).isBetween(200, 204);
    return one;
  }

  private String made(String path, String json) {
    Answer answer = Http.post(path, json.replace('\'', '"'), somebody.bearer());
    assertThat(answer.status()).as(answer.toString()).isBetween(200, 201);
    return answer.json().has("grant")
        ? answer.json().at("/grant/id").asText()
        : answer.json().get("id").asText();
  }

  @Test
  void formsThatWereOpenedBeforeDoNothingAnyMore() {
    List<Form> forms = forms();
    Wait.until(Duration.ofSeconds(61), () -> false);
    List<String> open = new ArrayList<>();
    for (Form form : forms) {
      String before = state();
      Answer answer = send(form);
      if (!leadsToSignIn(answer) || tells(answer) || !state().equals(before)) {
        open.add(form.name());
      }
    }
    assertThat(open).as("forms that a stale session can use").isEmpty();
    somebody.browser().signIn(somebody.username(), somebody.password());
    for (Form form : forms()) {
      Answer answer = send(form);
      assertThat(leadsToSignIn(answer)).as("the same when fresh: " + form + answer).isFalse();
    }
  }

  private static boolean leadsToSignIn(Answer answer) {
    return answer.header("location").orElse("").contains("/ui/sign-in-again?return=");
  }

  private static boolean tells(Answer answer) {
    return Stream.of("aip_pat_", "aip_inv_", "eyJ", "enrolment-secret")
        .anyMatch(answer.text()::contains);
  }

  /** Each form that makes, shows or changes what is sensitive; the last ends the most. */
  private List<Form> forms() {
    String person = "/ui/person?id=" + victim.id();
    List<Form> forms = new ArrayList<>();
    forms.add(form("/ui/personal-tokens", "issue-form", "issue", "label", "stale"));
    forms.add(form("/ui/invite", "invite-form", "issue", "label", "stale"));
    forms.add(form("/ui/provider-keys", "add-form", "add", "provider", "openai", "key", OTHER_KEY));
    forms.add(form("/ui/provider-key?chosen=" + key, "replace-form", "replace", "key", OTHER_KEY));
    forms.add(
        form(
            "/ui/tool?preset=custom",
            "tool-form",
            "create",
            "name",
            "Stale",
            "models",
            "gpt-fake",
            "capabilities",
            "chat"));
    forms.add(form("/ui/grant?grant=" + grant, "try-form", "issue"));
    forms.add(form("/ui/budgets?change=" + budget, "set-form", "set", "limit", "99"));
    forms.add(form("/ui/budgets", "remove-form", "remove"));
    forms.add(
        form("/ui/grant?grant=" + grant, "change-form", "save-change", "maxRequests", "5000"));
    forms.add(confirmation());
    forms.add(form("/ui/authenticator", "begin-form", "begin"));
    forms.add(form("/ui/person?id=" + former.id(), "enable-form", "enable"));
    forms.add(form(person, "roles-form", "save-roles", "auditor", "on"));
    forms.add(form(person, "disable-form", "disable"));
    return forms;
  }

  /** The form that puts a second factor into force: its code is of the moment it is sent. */
  private Form confirmation() {
    Answer begun = somebody.browser().submit("/ui/authenticator", "begin-form", "begin");
    Matcher secret = SECRET.matcher(begun.text());
    assertThat(secret.find()).as(begun.toString()).isTrue();
    authenticator = new Authenticator(secret.group(1).replace(" ", ""));
    return form(begun, "/ui/authenticator", "confirm-form", "confirm");
  }

  private Form form(String path, String form, String button, String... namesAndValues) {
    return form(somebody.browser().open(path), path, form, button, namesAndValues);
  }

  private static Form form(
      Answer page, String path, String form, String button, String... namesAndValues) {
    Matcher found = Pattern.compile("<form id=\"(|[^\"]*:)" + form + "\"").matcher(page.text());
    assertThat(found.find()).as(form + " on " + page).isTrue();
    String row = found.group(1); // in a table ids begin with their row's
    Map<String, String> fields = PageClient.fields(page, row + form);
    fields.put(row + button, "x");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    String view = path.replaceFirst("\\?.*", "");
    return new Form(view + " " + button, view, fields);
  }

  private Answer send(Form form) {
    Map<String, String> fields = new LinkedHashMap<>(form.fields());
    fields.computeIfPresent("code", (name, empty) -> authenticator.code(Instant.now()));
    return somebody.browser().post(form.path(), fields, "Origin", Http.BROKER.toString());
  }

  /** All that these forms could change. */
  private String state() {
    List<String> state = new ArrayList<>();
    for (String path :
        List.of(
            "/api/personal-tokens",
            "/api/invitations",
            "/api/provider-keys",
            "/api/budgets",
            "/grants")) {
      state.add(Http.get(path, somebody.bearer()).text());
    }
    for (var person : Http.get("/api/people", somebody.bearer()).json()) {
      state.add(
          person.get("username")
              + " "
              + person.get("roles")
              + person.has("disabledAt")
              + person.get("secondFactor"));
    }
    return String.join("\n", state);
  }
}
