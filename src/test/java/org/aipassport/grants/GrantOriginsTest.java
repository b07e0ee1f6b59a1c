package org.aipassport.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.aipassport.identity.Caller;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Refused;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.Ids;
import org.aipassport.values.WebOrigin;
import org.junit.jupiter.api.Test;

class GrantOriginsTest {
  private static final WebOrigin SOMEWHERE = new WebOrigin("https://somewhere.example");

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger questions = new AtomicInteger();

  @OnBothDatabases
  void originIsLiveWhileItsGrantIsInForce(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    WebOrigin origin = fresh();
    GrantRequests.Requested asked = ask(broker, owner, origin + "/notes?a=b");
    assertThat(live(broker, origin)).isFalse(); // pending
    TestGrants.approve(broker, owner, asked, "{'expiresInSeconds':60}");
    assertThat(live(broker, origin)).isTrue();
    broker.clock().advance(Duration.ofSeconds(60));
    assertThat(live(broker, origin)).isFalse(); // expired, whether or not it was swept
  }

  @OnBothDatabases
  void originOfARevokedGrantIsNotLive(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    WebOrigin origin = fresh();
    GrantView grant = TestGrants.approve(broker, owner, ask(broker, owner, origin.value()), "{}");
    broker.get(GrantLifecycle.class).revoke(owner, grant.id());
    assertThat(live(broker, origin)).isFalse();
  }

  @OnBothDatabases
  void originIsLiveAsLongAsOneOfItsGrantsIs(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    WebOrigin origin = fresh();
    GrantView first = TestGrants.approve(broker, owner, ask(broker, owner, origin + "/a"), "{}");
    TestGrants.approve(broker, owner, ask(broker, owner, origin + ":443/b"), "{}");
    broker.get(GrantLifecycle.class).revoke(owner, first.id());
    assertThat(live(broker, origin)).isTrue();
  }

  @OnBothDatabases
  void neighboursOfALiveOriginAreNot(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    WebOrigin origin = fresh();
    TestGrants.approve(broker, owner, ask(broker, owner, origin.value()), "{}");
    String host = origin.value().substring("https://".length());
    assertThat(live(broker, origin)).isTrue();
    for (String twin :
        new String[] {
          "http://" + host,
          "https://" + host + ".",
          "https://" + host + ":8443",
          "https://www." + host,
          "https://" + host.substring(1),
          "https://" + host + ".evil.example"
        }) {
      assertThat(live(broker, new WebOrigin(twin))).as(twin).isFalse();
    }
  }

  @OnBothDatabases
  void grantFromBeforeOriginsWereKeptIsUsedFromNoPage(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    WebOrigin origin = fresh();
    GrantView grant = TestGrants.approve(broker, owner, ask(broker, owner, origin.value()), "{}");
    broker.execute("UPDATE access_grant SET app_origin = NULL WHERE id = ?", grant.id().value());
    assertThat(live(broker, origin)).isFalse();
    assertThat(broker.get(Grants.class).get(owner, grant.id())).isEqualTo(grant);
  }

  @Test
  void answerIsRememberedForTwoSecondsAndNoLonger() {
    GrantOrigins origins = new GrantOrigins(this::count, nanos::get);
    assertThat(origins.isLive(SOMEWHERE)).isTrue();
    nanos.addAndGet(Duration.ofSeconds(2).toNanos() - 1);
    assertThat(origins.isLive(SOMEWHERE)).isTrue();
    assertThat(questions).hasValue(1);
    nanos.addAndGet(1);
    assertThat(origins.isLive(SOMEWHERE)).isTrue();
    assertThat(questions).hasValue(2);
  }

  @Test
  void noIsRememberedToo() {
    GrantOrigins origins = new GrantOrigins(origin -> !count(origin), nanos::get);
    assertThat(origins.isLive(SOMEWHERE)).isFalse();
    assertThat(origins.isLive(SOMEWHERE)).isFalse();
    assertThat(questions).hasValue(1);
  }

  @Test
  void failureIsNotRemembered() {
    GrantOrigins origins =
        new GrantOrigins(
            origin -> {
              if (questions.incrementAndGet() == 1) {
                throw new IllegalStateException("no database");
              }
              return true;
            },
            nanos::get);
    assertThatIllegalStateException().isThrownBy(() -> origins.isLive(SOMEWHERE));
    assertThat(origins.isLive(SOMEWHERE)).isTrue();
  }

  @Test
  void floodOfNamesTakesFourConnectionsAtMost() throws Exception {
    CountDownLatch stuck = new CountDownLatch(GrantOrigins.AT_ONCE);
    CountDownLatch end = new CountDownLatch(1);
    GrantOrigins origins =
        new GrantOrigins(
            origin -> {
              count(origin);
              stuck.countDown();
              return origin.equals(SOMEWHERE) || await(end);
            },
            nanos::get);
    ExecutorService flood = Executors.newCachedThreadPool();
    try {
      for (int i = 0; i < GrantOrigins.AT_ONCE; i++) {
        WebOrigin name = new WebOrigin("https://n" + i + ".example");
        flood.execute(() -> origins.isLive(name));
      }
      stuck.await();
      Refused.as(Refusal.UNAVAILABLE, () -> origins.isLive(SOMEWHERE));
      assertThat(questions).hasValue(GrantOrigins.AT_ONCE);
    } finally {
      end.countDown();
      flood.shutdown();
    }
    assertThat(flood.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(origins.isLive(SOMEWHERE)).isTrue();
  }

  private boolean count(WebOrigin origin) {
    return questions.incrementAndGet() > 0 && origin != null;
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static WebOrigin fresh() {
    String name = Ids.next().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "x");
    return new WebOrigin("https://" + name + ".example");
  }

  /** Asks the database, not what is remembered. */
  private static boolean live(TestBroker broker, WebOrigin origin) {
    return new GrantOrigins(broker.get(Transactions.class), broker.clock()).isLive(origin);
  }

  private static GrantRequests.Requested ask(TestBroker broker, Caller owner, String appUrl) {
    GrantAsk ask = TestGrants.ask("'owner':'" + owner.username() + "',", "");
    return TestGrants.request(
        broker, new GrantAsk(ask.appName(), appUrl, ask.scope(), ask.reason(), ask.ownerKey()));
  }
}
