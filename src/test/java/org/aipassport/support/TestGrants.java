package org.aipassport.support;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.aipassport.grants.Approval;
import org.aipassport.grants.GrantAsk;
import org.aipassport.grants.GrantLifecycle;
import org.aipassport.grants.GrantRequests;
import org.aipassport.grants.GrantView;
import org.aipassport.identity.Caller;
import org.aipassport.json.Json;
import org.aipassport.values.Ids;

/** Grants as tests need them; every request comes from an address of its own. */
public final class TestGrants {
  private static final AtomicInteger ADDRESS = new AtomicInteger();

  private TestGrants() {}

  /** A request body; single quotes stand for double ones. */
  public static GrantAsk ask(String json) {
    return GrantAsk.read(
        Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  /** A request for two models of OpenAI, with more members of body and scope if given. */
  public static GrantAsk ask(String moreOfBody, String moreOfScope) {
    return ask(
        "{'appName':'Notes','appUrl':'https://notes.example','reason':'to summarise',"
            + moreOfBody
            + "'scope':{'provider':'openai','models':['gpt-a','gpt-b'],"
            + moreOfScope
            + "'capabilities':['chat','embeddings']}}");
  }

  /** A pending grant for that owner. */
  public static GrantRequests.Requested request(
      TestBroker broker, Caller owner, String moreOfScope) {
    return request(broker, ask("'owner':'" + owner.username() + "',", moreOfScope));
  }

  public static GrantRequests.Requested request(TestBroker broker, GrantAsk ask) {
    return broker.get(GrantRequests.class).request(ask, nextAddress());
  }

  /** A pending grant for that owner, asked for by an app of that name and URL. */
  public static GrantRequests.Requested askAt(
      TestBroker broker, Caller owner, String name, String url) {
    return request(
        broker,
        ask(
            "{'appName':'%s','appUrl':'%s','reason':'r','owner':'%s','scope':{'provider':'openai',"
                    .formatted(name, url, owner.username())
                + "'models':['gpt-a'],'capabilities':['chat'],'maxRequests':9}}"));
  }

  /** An address that no other request came from. */
  public static String nextAddress() {
    return String.format(Locale.ROOT, "test-%d", ADDRESS.incrementAndGet());
  }

  /** An approved grant of the owner's; they have a key for OpenAI. */
  public static GrantView approved(TestBroker broker, Caller owner, String moreOfScope) {
    return approve(broker, owner, request(broker, owner, moreOfScope), "{}");
  }

  public static GrantView approve(
      TestBroker broker, Caller owner, GrantRequests.Requested requested, String decision) {
    return broker
        .get(GrantLifecycle.class)
        .approve(owner, requested.grant().id(), decision(broker, decision));
  }

  /** A decision's body; single quotes stand for double ones. */
  public static Approval decision(TestBroker broker, String json) {
    return Approval.read(
        Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
        broker.settings().grants().maxLifetime());
  }

  /** Types of the events about that subject, oldest first as far as the clock tells. */
  public static List<String> events(TestBroker broker, String subject) {
    return broker
        .sql("SELECT type FROM audit_event WHERE subject = ? ORDER BY recorded_at", subject)
        .stream()
        .map(row -> row.get(0).toString())
        .toList();
  }

  /** An id that stands for nothing. */
  public static String nobody() {
    return Ids.next();
  }
}
