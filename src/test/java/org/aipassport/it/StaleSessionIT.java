package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  /** A form as a page had it, filled in. */
  private record Form(String path, Map<String, String> fields) {}

  private final Someone somebody = Someone.make("owner,operator");
  private final Someone victim = Someone.make("owner");
  private final String key =
      made("/api/provider-keys", "{'provider':'openai','key':'" + KEY + "'}");
  private final String grant =
      made(
          "/api/grants",
          "{'name':'Tool','scope':{'provider':'openai','models':['gpt-fake'],"
              + "'capabilities':['chat'],'maxRequests':9}}");

  private String made(String path, String json) {
    Answer answer = Http.post(path, json.replace('\'', '"'), somebody.bearer());
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return answer.json().has("grant")
        ? answer.json().at("/grant/id").asText()
        : answer.json().get("id").asText();
  }

  @Test
  void formsThatWereOpenedBeforeDoNothingAnyMore() {
    List<Form> forms = forms();
    String before = state();
    Wait.until(Duration.ofSeconds(61), () -> false);
    for (Form form : forms) {
      Answer answer = send(form);
      assertThat(answer.header("location").orElse("") + answer.text())
          .as(form.path() + ": " + answer)
          .contains("/ui/sign-in-again?return=")
          .doesNotContain("aip_pat_", "aip_inv_", "eyJ", "enrolment-secret");
      assertThat(state()).as(form.toString()).isEqualTo(before);
    }
    somebody.browser().signIn(somebody.username(), somebody.password());
    for (Form form : forms()) {
      Answer answer = send(form);
      assertThat(answer.header("location").orElse("") + answer.text())
          .as("the same when fresh: " + form + answer)
          .doesNotContain("/ui/sign-in-again?return=");
    }
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
    forms.add(form("/ui/authenticator", "begin-form", "begin"));
    forms.add(form(person, "roles-form", "save-roles", "auditor", "on"));
    forms.add(form(person, "disable-form", "disable"));
    return forms;
  }

  private Form form(String path, String form, String button, String... namesAndValues) {
    Map<String, String> fields = PageClient.fields(somebody.browser().open(path), form);
    fields.put(button, "x");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Form(path.replaceFirst("\\?.*", ""), fields);
  }

  private Answer send(Form form) {
    return somebody.browser().post(form.path(), form.fields(), "Origin", Http.BROKER.toString());
  }

  /** All that these forms could change. */
  private String state() {
    List<String> state = new ArrayList<>();
    for (String path :
        List.of("/api/personal-tokens", "/api/invitations", "/api/provider-keys", "/grants")) {
      state.add(Http.get(path, somebody.bearer()).text());
    }
    for (var person : Http.get("/api/people", somebody.bearer()).json()) {
      state.add(person.get("username") + " " + person.get("roles") + person.has("disabledAt"));
    }
    return String.join("\n", state);
  }
}
