package org.aipassport.support;

import java.nio.charset.StandardCharsets;
import org.aipassport.apps.ClientMetadata;
import org.aipassport.apps.ClientRegistrations;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;

/** Registered apps as tests need them. */
public final class TestClients {
  /** What stands in a registration unless a test says otherwise. */
  private static final String USUAL =
      "'client_name':'Notes','client_uri':'https://notes.example',"
          + "'redirect_uris':['https://notes.example/cb']";

  private TestClients() {}

  /** An app that an operator vouches for, with these members besides. */
  public static ClientRegistrations.Registered verified(TestBroker broker, String more) {
    return broker
        .get(ClientRegistrations.class)
        .register(Persons.operator(broker), ClientMetadata.ofOperator(json(usual(more))));
  }

  /** An app that registered itself, from an address of its own, with these members besides. */
  public static ClientRegistrations.Registered itself(TestBroker broker, String more) {
    return broker
        .get(ClientRegistrations.class)
        .registerItself(ClientMetadata.ofItself(json(usual(more))), TestGrants.nextAddress());
  }

  /** A whole registration with these members besides. */
  public static String usual(String more) {
    return "{" + USUAL + (more.isEmpty() ? "" : "," + more) + "}";
  }

  /** An object in which single quotes stand for double ones. */
  public static JsonObject json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
