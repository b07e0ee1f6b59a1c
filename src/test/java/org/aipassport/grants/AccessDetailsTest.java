package org.aipassport.grants;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.json.Json;
import org.aipassport.problems.Refusal;
import org.aipassport.providers.Capability;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.ProviderName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rich authorization requests: RFC 9396 sections 2, 5 and 7. */
class AccessDetailsTest {
  private static final String GOOD =
      "[{'type':'urn:aipassport:ai-access','provider':'openai','models':['gpt-a','gpt-b'],"
          + "'capabilities':['chat'],'budget':{'amount':'2.50','currency':'USD'},"
          + "'max_requests':5,'lifetime':600,'reason':'to summarise'}]";

  @Test
  void wellFormedDetailsAreReadAsTheyStand() {
    AccessDetails details = read(GOOD);
    assertThat(details.scope())
        .isEqualTo(
            new GrantScope(
                new ProviderName("openai"),
                List.of(new ModelName("gpt-a"), new ModelName("gpt-b")),
                List.of(Capability.CHAT),
                OptionalLong.of(5),
                Optional.of(NanoUsd.ofCents(250)),
                false));
    assertThat(details.reason()).isEqualTo("to summarise");
    assertThat(details.lifetime()).contains(Duration.ofMinutes(10));
  }

  @Test
  void whatMayBeLeftOutMay() {
    AccessDetails details =
        read(
            "[{'type':'urn:aipassport:ai-access','provider':'openai','models':['m'],"
                + "'capabilities':['chat'],'reason':'r'}]");
    assertThat(details.scope().maxBudget()).isEmpty();
    assertThat(details.scope().maxRequests()).isEmpty();
    assertThat(details.lifetime()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "0.000000001,1",
    "2.5,2500000000",
    "2.50,2500000000",
    "3,3000000000",
    "1000000,1000000000000000",
    "0.1,100000000"
  })
  void amountsAreExactAsTextAndAsNumber(String amount, long nanos) {
    for (String written : List.of(amount, "'" + amount + "'")) {
      assertThat(read(GOOD.replace("'2.50'", written)).scope().maxBudget())
          .contains(new NanoUsd(nanos));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "''",
        "'-1'",
        "-1",
        "'1e3'",
        "1e3",
        "'01'",
        "'1.'",
        "'.5'",
        "'0.0000000001'",
        "0.0000000001",
        "'1000000.01'",
        "'10000000'",
        "' 1'",
        "'1,5'",
        "'0x1'",
        "true",
        "{}",
        "['1']",
        "'\\u0661'"
      })
  void whatIsNoAmountIsRefusedByName(String amount) {
    refusedField(
        "authorization_details[0].budget.amount", () -> read(GOOD.replace("'2.50'", amount)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[0].type            | 'urn:aipassport:ai-access'     | 'llm-inference'",
        "[0].type            | 'type':'urn:aipassport:ai-access', | ",
        "[0].provider        | 'openai'                       | 'Open AI'",
        "[0].provider        | 'provider':'openai',           | ",
        "[0].models          | ['gpt-a','gpt-b']              | []",
        "[0].models          | 'models':['gpt-a','gpt-b'],    | ",
        "[0].models[1]       | ['gpt-a','gpt-b']              | ['gpt-a','gpt-a']",
        "[0].capabilities[0] | ['chat']                       | ['chats']",
        "[0].budget          | {'amount':'2.50','currency':'USD'} | '2.50'",
        "[0].budget.amount   | 'amount':'2.50',               | ",
        "[0].budget.currency | 'USD'                          | 'EUR'",
        "[0].budget.currency | ,'currency':'USD'              | ",
        "[0].budget.period   | 'currency':'USD'               | 'currency':'USD','period':'day'",
        "[0].budget.Amount   | 'currency':'USD'               | 'currency':'USD','Amount':'1'",
        "[0].max_requests    | 'max_requests':5 | 'max_requests':-1",
        "[0].max_requests    | 'max_requests':5 | 'max_requests':'5'",
        "[0].lifetime        | 600                            | 0",
        "[0].lifetime        | 600                            | 1.5",
        "[0].lifetime        | 600                            | 'PT10M'",
        "[0].rate_limit      | 'lifetime':600                 | 'rate_limit':{'requests':1,'period':'minute'}",
        "[0].reason          | 'to summarise'                 | ' '",
        "[0].reason          | 'to summarise'                 | 'a\\u202eb'",
        "[0].reason          | ,'reason':'to summarise'       | ",
        "[0].locations       | 'lifetime':600                 | 'locations':['x']",
        "[0].store           | 'lifetime':600                 | 'store':true"
      })
  void aFaultIsRefusedByTheMembersNameAsRfc9396Section5Says(
      String member, String good, String bad) {
    assertThat(GOOD).contains(good);
    String text = GOOD.replace(good, bad == null ? "" : bad);
    refusedField("authorization_details" + member, () -> read(text));
  }

  @Test
  void thereIsExactlyOneElementOfAnArray() {
    refusedField("authorization_details", () -> read("[]"));
    refusedField(
        "authorization_details",
        () -> read("[" + GOOD.substring(1, GOOD.length() - 1) + "," + GOOD.substring(1)));
    refusedField("authorization_details", () -> read(GOOD.substring(1, GOOD.length() - 1)));
    refusedField("authorization_details[0]", () -> read("['x']"));
    for (String none : new String[] {"", "x", "[", GOOD + "x", "\ufeff" + GOOD}) {
      refused(Refusal.MALFORMED, () -> read(none));
    }
  }

  /** A budget of half a cent is not a budget of a cent. */
  @OnBothDatabases
  void partsOfCentsArePartOfWhatIsShownAndStored(Databases.Kind kind) {
    GrantScope half = read(GOOD.replace("2.50", "0.005")).scope();
    GrantScope whole = read(GOOD.replace("2.50", "0.01")).scope();
    assertThat(half.digest()).isNotEqualTo(whole.digest());
    assertThat(GrantScope.ofColumn(half.column())).isEqualTo(half);
    assertThat(Json.text(whole.toJson())).contains("\"maxBudgetCents\":1");
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant =
        TestGrants.approved(
            broker, Persons.ownerWithKey(broker), "'maxBudgetUsd':'0.005','maxRequests':1,");
    assertThat(grant.money().cap()).contains(new NanoUsd(5_000_000));
    refusedField(
        "scope.maxBudgetUsd", () -> TestGrants.ask("", "'maxBudgetUsd':'1','maxBudgetCents':100,"));
    refusedField("scope.maxBudgetUsd", () -> TestGrants.ask("", "'maxBudgetUsd':'1e2',"));
  }

  @OnBothDatabases
  void whatIsGrantedIsToldInTheSameFormAsRfc9396Section7Says(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant =
        TestGrants.approved(
            broker, Persons.ownerWithKey(broker), "'maxBudgetCents':250,'maxRequests':5,");
    assertThat(Json.text(AccessDetails.granted(grant)).replace('"', '\''))
        .isEqualTo(
            "[{'type':'urn:aipassport:ai-access','provider':'openai','models':['gpt-a','gpt-b'],"
                + "'capabilities':['chat','embeddings'],'budget':{'amount':'2.5','currency':'USD'},"
                + "'max_requests':5,'lifetime':3600}]");
  }

  private static AccessDetails read(String text) {
    return AccessDetails.read(text.replace('\'', '"'));
  }
}
