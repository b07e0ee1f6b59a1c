package org.aipassport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.persistence.Transactions;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.AccountId;
import org.aipassport.values.Ids;

class AuditEventTest {
  private static final String ROW =
      "SELECT canonical, leaf_hash, id, recorded_at, type, actor, account_id, subject"
          + " FROM audit_event";

  @OnBothDatabases
  void theCanonicalBytesHaveTheirDocumentedForm(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    AccountId account = new AccountId(Ids.next());
    String subject = Ids.next();
    append(
        broker,
        new AuditFact(
            "test.happened",
            "person:x",
            Optional.of(account),
            subject,
            Map.of("b", "\"quoted\" \\ ü", "a", "1")));
    List<Object> row = row(broker, subject);
    assertThat(new String((byte[]) row.get(0), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"v\":1,\"id\":\"%s\",\"at\":\"%s\",\"type\":\"test.happened\",\"actor\":\"person:x\","
                    .formatted(row.get(2), iso(broker))
                + "\"account\":\"%s\",\"subject\":\"%s\",\"details\":".formatted(account, subject)
                + "{\"a\":\"1\",\"b\":\"\\\"quoted\\\" \\\\ ü\"}}");
  }

  @OnBothDatabases
  void anEventOfNobodysAccountSaysSo(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    String subject = Ids.next();
    append(
        broker,
        new AuditFact("test.happened", AuditFact.BROKER, Optional.empty(), subject, Map.of()));
    List<Object> row = row(broker, subject);
    assertThat(new String((byte[]) row.get(0), StandardCharsets.UTF_8))
        .contains("\"actor\":\"broker\",\"account\":null,")
        .endsWith("\"details\":{}}");
    assertThat(row.get(6)).isNull();
  }

  @OnBothDatabases
  void everyEventOnRecordIsWhatItsColumnsAndItsHashSay(Databases.Kind kind) throws Exception {
    TestBroker broker = TestBroker.shared(kind);
    broker.claim();
    TestGrants.request(broker, TestGrants.ask("", ""));
    List<List<Object>> rows = broker.sql(ROW);
    assertThat(rows).isNotEmpty();
    for (List<Object> row : rows) {
      byte[] canonical = (byte[]) row.get(0);
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update((byte) 0);
      assertThat((byte[]) row.get(1)).isEqualTo(sha256.digest(canonical));
      JsonObject event = Json.parseObject(canonical);
      assertThat(event.members().keySet())
          .containsExactly("v", "id", "at", "type", "actor", "account", "subject", "details");
      assertThat(Json.write(event)).isEqualTo(canonical);
      assertThat(Json.text(event))
          .contains("\"id\":\"" + row.get(2) + "\"")
          .contains("\"at\":\"" + Instant.ofEpochMilli((Long) row.get(3)) + "\"")
          .contains("\"type\":\"" + row.get(4) + "\"")
          .contains("\"actor\":\"" + row.get(5) + "\"")
          .contains("\"account\":" + (row.get(6) == null ? "null" : "\"" + row.get(6) + "\""))
          .contains("\"subject\":\"" + row.get(7) + "\"");
    }
  }

  private static void append(TestBroker broker, AuditFact fact) {
    broker.get(Transactions.class).run(em -> broker.get(AuditLog.class).append(em, fact));
  }

  private static List<Object> row(TestBroker broker, String subject) {
    return broker.sql(ROW + " WHERE subject = ?", subject).get(0);
  }

  private static String iso(TestBroker broker) {
    return Instant.ofEpochMilli(broker.clock().millis()).toString();
  }
}
