package org.aipassport.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.aipassport.json.Json;
import org.aipassport.support.Refused;
import org.aipassport.support.TestClients;
import org.aipassport.values.ClientId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientMetadataTest {
  private static final String EC_KEY =
      "{'kty':'EC','crv':'P-256','x':'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',"
          + "'y':'4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM'}";

  @Test
  void defaultsAreThoseOfRfc7591Section2() {
    ClientMetadata read = itself("");
    assertThat(read.authMethod()).isEqualTo(ClientAuthMethod.CLIENT_SECRET_BASIC);
    assertThat(read.grantTypes()).containsExactly(ClientGrantType.AUTHORIZATION_CODE);
    assertThat(read.jwks()).isEmpty();
    assertThat(read.parRequired()).isFalse();
    assertThat(read.name()).isEqualTo("Notes");
    assertThat(read.url()).contains("https://notes.example");
  }

  @Test
  void everythingThatIsKnownIsRead() {
    ClientMetadata read =
        itself(
            "'grant_types':['refresh_token','authorization_code'],'response_types':['code'],"
                + "'token_endpoint_auth_method':'private_key_jwt','jwks':{'keys':["
                + EC_KEY
                + "]},'require_pushed_authorization_requests':true");
    assertThat(read.grantTypes())
        .isEqualTo(Set.of(ClientGrantType.AUTHORIZATION_CODE, ClientGrantType.REFRESH_TOKEN));
    assertThat(read.authMethod()).isEqualTo(ClientAuthMethod.PRIVATE_KEY_JWT);
    assertThat(read.jwks().orElseThrow()).startsWith("{\"keys\":[{\"kty\":\"EC\"");
    assertThat(read.parRequired()).isTrue();
  }

  @Test
  void appsMayWriteWhatIsNotUnderstoodAsRfc7591Section2Says() {
    String more = "'logo_uri':'https://notes.example/l.png','client_name#de':'Notizen'";
    assertThat(itself(more)).isEqualTo(itself(""));
    Refused.field(
        "logo_uri", () -> ClientMetadata.ofOperator(TestClients.json(TestClients.usual(more))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "grant_types[0] | 'grant_types':['password']",
        "grant_types[1] | 'grant_types':['authorization_code','implicit']",
        "grant_types[0] | 'grant_types':['urn:ietf:params:oauth:grant-type:device_code']",
        "grant_types | 'grant_types':['refresh_token']",
        "grant_types | 'grant_types':'authorization_code'",
        "response_types | 'response_types':['token']",
        "response_types | 'response_types':['code','token']",
        "token_endpoint_auth_method | 'token_endpoint_auth_method':'client_secret_post'",
        "jwks_uri | 'jwks_uri':'https://notes.example/keys'",
        "jwks | 'jwks':{'keys':[]}",
        "jwks | 'token_endpoint_auth_method':'private_key_jwt'",
        "jwks | 'token_endpoint_auth_method':'private_key_jwt','jwks':'x'",
        "jwks | 'token_endpoint_auth_method':'private_key_jwt','jwks':{'keys':'x'}",
        "jwks | 'token_endpoint_auth_method':'private_key_jwt','jwks':{'keys':[]}",
        "jwks | 'token_endpoint_auth_method':'private_key_jwt','jwks':{'keys':[{'kty':'x'}]}",
        "require_pushed_authorization_requests | 'require_pushed_authorization_requests':'yes'"
      })
  void whatIsNotServedIsRefusedByName(String field, String more) {
    Refused.field(field, () -> itself(more));
  }

  @Test
  void privateKeysAreRefused() {
    for (String member : new String[] {"d", "k", "p"}) {
      String key = EC_KEY.replace("}", ",'" + member + "':'x'}");
      Refused.field(
          "jwks",
          () ->
              itself(
                  "'token_endpoint_auth_method':'private_key_jwt','jwks':{'keys':["
                      + EC_KEY
                      + ","
                      + key
                      + "]}"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "client_name | {'redirect_uris':['https://a.example/']}",
        "client_name | {'client_name':'','redirect_uris':['https://a.example/']}",
        "client_name | {'client_name':'a\u202eb','redirect_uris':['https://a.example/']}",
        "client_uri | {'client_name':'a','client_uri':'http://a.example',"
            + "'redirect_uris':['https://a.example/']}",
        "redirect_uris | {'client_name':'a'}",
        "redirect_uris | {'client_name':'a','redirect_uris':[]}",
        "redirect_uris[0] | {'client_name':'a','redirect_uris':['http://a.example/']}",
        "redirect_uris[0] | {'client_name':'a','redirect_uris':[1]}"
      })
  void nameAndPlacesMustBeGood(String field, String body) {
    Refused.field(field, () -> ClientMetadata.ofItself(TestClients.json(body)));
  }

  @Test
  void operatorsVouchForAnAddress() {
    Refused.field(
        "client_uri",
        () ->
            ClientMetadata.ofOperator(
                TestClients.json("{'client_name':'a','redirect_uris':['https://a.example/']}")));
  }

  @Test
  void registrationIsToldInTheWordsOfRfc7591Section321() {
    OAuthClient client =
        new OAuthClient(
            new ClientId("app_x"),
            "Notes",
            Optional.of("https://notes.example"),
            AppStanding.VERIFIED,
            itself("").redirectUris(),
            Set.of(ClientGrantType.REFRESH_TOKEN, ClientGrantType.AUTHORIZATION_CODE),
            ClientAuthMethod.NONE,
            false,
            Instant.ofEpochMilli(1_999),
            Optional.empty());
    assertThat(Json.text(ClientMetadata.toJson(client)))
        .isEqualTo(
            ("{'client_id':'app_x','client_id_issued_at':1,'client_name':'Notes',"
                    + "'client_uri':'https://notes.example',"
                    + "'redirect_uris':['https://notes.example/cb'],"
                    + "'grant_types':['authorization_code','refresh_token'],"
                    + "'response_types':['code'],'token_endpoint_auth_method':'none',"
                    + "'require_pushed_authorization_requests':false}")
                .replace('\'', '"'));
  }

  private static ClientMetadata itself(String more) {
    return ClientMetadata.ofItself(TestClients.json(TestClients.usual(more)));
  }
}
