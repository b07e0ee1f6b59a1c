package org.aipassport.grants;

import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.aipassport.providers.Capability;
import org.aipassport.support.TestGrants;
import org.aipassport.values.ModelName;
import org.aipassport.values.ProviderName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantAskTest {
  private static final String GOOD =
      "{'appName':'Notes','appUrl':'https://notes.example/','reason':'to summarise','owner':'Alice',"
          + "'scope':{'provider':'openai','models':['gpt-a'],'capabilities':['chat'],"
          + "'maxRequests':5}}";

  @Test
  void aWellFormedRequestIsReadAsItStands() {
    GrantAsk ask = TestGrants.ask(GOOD);
    assertThat(ask.appName()).isEqualTo("Notes");
    assertThat(ask.appUrl()).isEqualTo("https://notes.example/");
    assertThat(ask.reason()).isEqualTo("to summarise");
    assertThat(ask.ownerKey()).contains("alice");
    assertThat(ask.scope().provider()).isEqualTo(new ProviderName("openai"));
    assertThat(ask.scope().models()).isEqualTo(List.of(new ModelName("gpt-a")));
    assertThat(ask.scope().capabilities()).isEqualTo(List.of(Capability.CHAT));
    assertThat(ask.scope().maxRequests()).hasValue(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "appName       | 'Notes'                  | ''",
        "appName       | 'Notes'                  | '  '",
        "appName       | 'Notes'                  | 5",
        "appName       | 'Notes'                  | null",
        "appName       | 'Notes'                  | 'a\\u0000b'",
        "appName       | 'Notes'                  | 'a\\u001bb'",
        "appName       | 'Notes'                  | 'a\\u202eb'",
        "appName       | 'Notes'                  | 'a\\u200bb'",
        "reason        | 'to summarise'           | ''",
        "reason        | 'to summarise'           | 'a\\u0000b'",
        "reason        | 'to summarise'           | 'a\\rb'",
        "reason        | 'to summarise'           | ['a']",
        "owner         | 'Alice'                  | 'a\\u0000'",
        "owner         | 'Alice'                  | 5",
        "scope         | {'provider'              | 7,'x':{'provider'",
        "scope.provider| 'openai'                 | 'Open AI'",
        "scope.provider| 'openai'                 | ''",
        "scope.provider| 'openai'                 | 'a\\u0000'",
        "scope.models  | ['gpt-a']                | []",
        "scope.models  | ['gpt-a']                | 'gpt-a'",
        "scope.models  | ['gpt-a']                | null",
        "scope.models[0] | ['gpt-a']              | ['']",
        "scope.models[0] | ['gpt-a']              | ['*']",
        "scope.models[0] | ['gpt-a']              | ['gpt a']",
        "scope.models[0] | ['gpt-a']              | ['a\\u0000']",
        "scope.models[0] | ['gpt-a']              | [5]",
        "scope.models[1] | ['gpt-a']              | ['a','a']",
        "scope.capabilities | ['chat']            | []",
        "scope.capabilities[0] | ['chat']         | ['Chat']",
        "scope.capabilities[0] | ['chat']         | ['tools']",
        "scope.capabilities[1] | ['chat']         | ['chat','chat']",
        "scope.maxRequests | 5                    | -1",
        "scope.maxRequests | 5                    | 1.5",
        "scope.maxRequests | 5                    | '5'",
        "scope.maxRequests | 5                    | 1000000000001",
        "scope.maxRequests | 5                    | 9223372036854775807",
        "scope.maxBudgetCents | 5                 | 5,'maxBudgetCents':-1",
        "scope.maxBudgetCents | 5                 | 5,'maxBudgetCents':1.5",
        "scope.maxBudgetCents | 5                 | 5,'maxBudgetCents':'100'",
        "scope.maxBudgetCents | 5                 | 5,'maxBudgetCents':100000001",
        "scope.rateLimit | 5                      | 5,'rateLimit':{'requests':1}",
        "scope.more    | 5                        | 5,'more':true",
        "more          | 'Alice'                  | 'Alice','more':true",
        "AppName       | 'appName'                | 'AppName'"
      })
  void whatIsNotWellFormedIsRefusedByItsName(String field, String instead, String bad) {
    assertThat(GOOD).contains(instead);
    refusedField(field, () -> TestGrants.ask(GOOD.replace(instead, bad)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://notes.example/",
        "ftp://notes.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "notes.example",
        "//notes.example/",
        "https:///path",
        "https://",
        "https://user@notes.example/",
        "https://user:secret@notes.example/",
        "https://notes.example/#x",
        "https://notes.example/ x",
        "https://notes.example/ä",
        "http://localhost.evil.example/",
        "http://127.evil.example/",
        "http://[2001:db8::1]/",
        "http://0.0.0.0/",
        "http://127.1",
        "http://127.999.1.1",
        "https://999.1.1.1",
        ""
      })
  void anAddressThatIsNotHttpsIsRefused(String address) {
    refusedField("appUrl", () -> TestGrants.ask(GOOD.replace("https://notes.example/", address)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://notes.example",
        "HTTPS://notes.example/a?b=c",
        "https://notes.example:8443/",
        "http://localhost:3000/",
        "http://127.0.0.1:3000/",
        "http://[::1]:3000/"
      })
  void anHttpsAddressOrOneOfThisMachineIsTaken(String address) {
    assertThat(TestGrants.ask(GOOD.replace("https://notes.example/", address)).appUrl())
        .isEqualTo(address);
  }

  @Test
  void textThatIsTooLongIsRefused() {
    refusedField("appName", () -> TestGrants.ask(GOOD.replace("Notes", "n".repeat(101))));
    refusedField("reason", () -> TestGrants.ask(GOOD.replace("to summ", "t".repeat(1_000))));
    refusedField(
        "appUrl", () -> TestGrants.ask(GOOD.replace("example/", "e/" + "p".repeat(2_000))));
    refusedField("owner", () -> TestGrants.ask(GOOD.replace("Alice", "a".repeat(65))));
    refusedField("scope.models[0]", () -> TestGrants.ask(GOOD.replace("gpt-a", "m".repeat(129))));
  }

  @Test
  void anOwnerWhoseLowerCaseIsTooLongIsRefused() {
    refusedField("owner", () -> TestGrants.ask(GOOD.replace("Alice", "\u0130".repeat(64))));
  }

  @Test
  void tooManyModelsAreRefused() {
    String models = "'m" + String.join("','m", Collections.nCopies(65, "x")) + "'";
    refusedField("scope.models", () -> TestGrants.ask(GOOD.replace("'gpt-a'", models)));
  }
}
