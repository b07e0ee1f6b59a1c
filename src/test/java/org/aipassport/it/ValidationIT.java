package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an app may not ask for is a 400 that says Validation and names the member. */
@ArquillianTest
class ValidationIT {
  private static final String GOOD =
      "{'appName':'App','appUrl':'https://app.example','reason':'why',"
          + "'scope':{'provider':'openai','models':['gpt-fake'],'capabilities':['chat']}}";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          appName        | 'appName':'App'           | 'appName':7
          appName        | 'appName':'App',          | ``
          appUrl         | 'https://app.example'     | 'http://app.example'
          appUrl         | 'https://app.example'     | 'javascript:alert(1)'
          reason         | 'reason':'why'            | 'reason':' '
          scope          | 'scope':{                 | 'scope':'all','x':{
          scope.provider | 'provider':'openai'       | 'provider':'nobody'
          scope.models   | ['gpt-fake']              | []
          scope.models   | ['gpt-fake']              | 'gpt-fake'
          scope.models   | ['gpt-fake']              | ['gpt fake']
          scope.capabilities | ['chat']              | ['telepathy']
          scope.capabilities | ['chat']              | []
          scope.maxRequests  | 'capabilities'        | 'maxRequests':-1,'capabilities'
          scope.maxRequests  | 'capabilities'        | 'maxRequests':'3','capabilities'
          scope.maxBudgetCents | 'capabilities'      | 'maxBudgetCents':-1,'capabilities'
          scope.rateLimit    | 'capabilities'        | 'rateLimit':{'perMinute':1},'capabilities'
          scope.extra    | 'capabilities'            | 'extra':1,'capabilities'
          extra          | 'reason'                  | 'extra':1,'reason'
          """)
  void requestIsRefusedNamingTheMember(String member, String good, String bad) {
    assertThat(GOOD).contains(good);
    String body = GOOD.replace(good, bad == null ? "" : bad).replace('\'', '"');
    Answer answer = Http.post("/grant-requests", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.error()).startsWith("Validation").contains(member);
  }
}
