package org.aipassport.apps;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Duration;
import java.util.Optional;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestClients;
import org.aipassport.values.ClientId;
import org.aipassport.values.Ids;

class ClientAssertionsTest {
  private static final ECKey KEY = fresh();
  private static final String ISSUER = "http://localhost:8080";

  @OnBothDatabases
  void appProvesItselfByASignedAssertion(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    OAuthClient app = app(broker);
    for (String aud :
        new String[] {
          quoted(ISSUER),
          quoted(ISSUER + "/oauth2/token"),
          quoted(ISSUER + "/oauth2/par"),
          "[" + quoted(ISSUER) + "]"
        }) {
      String claims = claims(broker, app, "\"aud\":" + aud);
      assertThat(authenticate(broker, sign(claims), Optional.empty())).isEqualTo(app);
    }
    String claims = claims(broker, app, "\"aud\":" + quoted(ISSUER));
    assertThat(authenticate(broker, sign(claims), Optional.of(app.id()))).isEqualTo(app);
  }

  @OnBothDatabases
  void assertionIsTakenOnceAsRfc7523Section3Allows(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    OAuthClient app = app(broker);
    String assertion = sign(claims(broker, app, "\"aud\":" + quoted(ISSUER)));
    Race<OAuthClient> race = Race.of(6, () -> authenticate(broker, assertion, Optional.empty()));
    assertThat(race.done()).hasSize(1);
    assertThat(race.reasons()).containsOnly(Refusal.CREDENTIALS_INVALID);
    broker.clock().advance(Duration.ofMinutes(6));
    broker.get(ClientAssertions.class).forgetExpired();
    assertThat(broker.count("client_assertion WHERE client_id = ? ", app.id().value())).isZero();
    invalid(broker, assertion);
  }

  @OnBothDatabases
  void assertionMustBeOfTheAppAndForUsAndOfNowAsRfc7523Section3Says(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    OAuthClient app = app(broker);
    OAuthClient other = app(broker);
    long now = broker.clock().instant().getEpochSecond();
    String id = quoted(app.id().value());
    String aud = ",\"aud\":" + quoted(ISSUER);
    String jti = ",\"jti\":" + quoted(Ids.next());
    String exp = ",\"exp\":" + (now + 60);
    String ofApp = "\"iss\":" + id + ",\"sub\":" + id;
    for (String claims :
        new String[] {
          ofApp + aud + jti, // no end
          ofApp + aud + exp, // no jti
          ofApp + aud + exp + ",\"jti\":\"\"",
          ofApp + aud + exp + ",\"jti\":7",
          ofApp + aud + exp + ",\"jti\":" + quoted("j".repeat(256)),
          ofApp + jti + exp, // for whom?
          ofApp + jti + exp + ",\"aud\":\"https://other.example\"",
          ofApp + jti + exp + ",\"aud\":" + quoted(ISSUER + "/"),
          ofApp + jti + exp + ",\"aud\":[]",
          ofApp + jti + exp + ",\"aud\":[" + quoted(ISSUER) + ",\"https://other.example\"]",
          ofApp + aud + jti + ",\"exp\":" + now,
          ofApp + aud + jti + ",\"exp\":" + (now + 311),
          ofApp + aud + jti + ",\"exp\":1e99",
          ofApp + aud + jti + ",\"exp\":-1",
          ofApp + aud + jti + ",\"exp\":9223372036854775807",
          ofApp + aud + jti + ",\"exp\":" + quoted(String.valueOf(now + 60)),
          ofApp + aud + jti + exp + ",\"nbf\":" + (now + 11),
          ofApp + aud + jti + exp + ",\"iat\":" + (now + 11),
          "\"iss\":" + quoted(other.id().value()) + ",\"sub\":" + id + aud + jti + exp,
          "\"sub\":" + id + aud + jti + exp,
          "\"iss\":" + id + aud + jti + exp,
          "\"iss\":7,\"sub\":7" + aud + jti + exp
        }) {
      invalid(broker, sign("{" + claims + "}"));
    }
    String good = "{" + ofApp + aud + jti + exp + "}";
    invalid(broker, sign(good), Optional.of(other.id()));
    assertThat(authenticate(broker, sign(good), Optional.empty())).isEqualTo(app);
  }

  @OnBothDatabases
  void assertionOfAnotherKeyOrNoKeyProvesNothing(Databases.Kind kind) throws JOSEException {
    TestBroker broker = TestBroker.shared(kind);
    OAuthClient app = app(broker);
    String claims = claims(broker, app, "\"aud\":" + quoted(ISSUER));
    invalid(broker, sign(claims, fresh(), "JWT"));
    invalid(broker, sign(claims, KEY, "at+jwt"));
    invalid(broker, "eyJhbGciOiJub25lIn0." + sign(claims).split("\\.")[1] + ".AA");
    invalid(broker, "x");
    invalid(broker, "a.b.c");
    JWSObject mac = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
    mac.sign(new MACSigner(KEY.toPublicJWK().toJSONString().getBytes()));
    invalid(broker, mac.serialize());
  }

  @OnBothDatabases
  void appWithASecretDoesNotProveItselfByAnAssertion(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    OAuthClient app = TestClients.verified(broker, "").client();
    invalid(broker, sign(claims(broker, app, "\"aud\":" + quoted(ISSUER))));
    OAuthClient withKey = app(broker);
    refused(
        Refusal.CREDENTIALS_INVALID,
        () ->
            broker
                .get(ClientAuthentication.class)
                .authenticate(
                    new ClientProof(
                        Optional.of(withKey.id()), Optional.empty(), Optional.empty())));
  }

  private static void invalid(TestBroker broker, String assertion) {
    invalid(broker, assertion, Optional.empty());
  }

  private static void invalid(TestBroker broker, String assertion, Optional<ClientId> named) {
    refused(Refusal.CREDENTIALS_INVALID, () -> authenticate(broker, assertion, named));
  }

  private static OAuthClient authenticate(
      TestBroker broker, String assertion, Optional<ClientId> named) {
    return broker
        .get(ClientAuthentication.class)
        .authenticate(new ClientProof(named, Optional.empty(), Optional.of(assertion)));
  }

  private static OAuthClient app(TestBroker broker) {
    String keys = KEY.toPublicJWK().toJSONString();
    return TestClients.verified(
            broker, "'token_endpoint_auth_method':'private_key_jwt','jwks':{'keys':[" + keys + "]}")
        .client();
  }

  private static String claims(TestBroker broker, OAuthClient app, String more) {
    return "{\"iss\":\"%s\",\"sub\":\"%s\",\"jti\":\"%s\",\"exp\":%d,%s}"
        .formatted(
            app.id(), app.id(), Ids.next(), broker.clock().instant().getEpochSecond() + 60, more);
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static String sign(String claims) {
    return sign(claims, KEY, "JWT");
  }

  private static String sign(String claims, ECKey key, String typ) {
    try {
      JWSHeader header =
          new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType(typ)).build();
      JWSObject object = new JWSObject(header, new Payload(claims));
      object.sign(new ECDSASigner(key));
      return object.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey fresh() {
    try {
      return new ECKeyGenerator(Curve.P_256).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
