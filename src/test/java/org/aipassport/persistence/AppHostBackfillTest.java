package org.aipassport.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.aipassport.grants.GrantView;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;

class AppHostBackfillTest {
  /** Grants from before the column get the host that new ones get. */
  @OnBothDatabases
  void theMigrationFindsTheHostThatTheProductFinds(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    String host = Product.valueOf(kind.name()).placeholders().get("host_of_origin");
    for (String url :
        List.of(
            "https://notes.example/a?b=c:d",
            "https://Notes.example:8443/",
            "http://localhost:3000",
            "http://127.0.0.1/",
            "https://[2001:db8::1]:8443/a",
            "http://[::1]/")) {
      GrantView grant = TestGrants.askAt(broker, Persons.owner(broker), "Notes", url).grant();
      String id = grant.id().value();
      String found = broker.one("SELECT app_host FROM access_grant WHERE id = ?", id);
      assertThat(grant.appHost()).contains(found);
      broker.execute("UPDATE access_grant SET app_host = NULL WHERE id = ?", id);
      broker.execute("UPDATE access_grant SET app_host = " + host + " WHERE id = ?", id);
      assertThat(broker.one("SELECT app_host FROM access_grant WHERE id = ?", id)).isEqualTo(found);
    }
  }
}
