package org.aipassport.apps;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aipassport.values.ClientId;
import org.jspecify.annotations.Nullable;

/** The registered apps, in the caller's transaction. */
@ApplicationScoped
public class OAuthClients {
  private static final String ALL =
      "SELECT id, name, url, standing, redirect_uris, grant_types, auth_method, par_required,"
          + " created_at, disabled_at FROM oauth_client";

  /** The app of that id, also if it is disabled. */
  public Optional<OAuthClient> find(EntityManager em, ClientId id) {
    List<?> rows =
        em.createNativeQuery(ALL + " WHERE id = ?").setParameter(1, id.value()).getResultList();
    return rows.stream().map(row -> client((@Nullable Object[]) row)).findFirst();
  }

  static OAuthClient client(@Nullable Object[] row) {
    return new OAuthClient(
        new ClientId(text(row[0])),
        text(row[1]),
        Optional.ofNullable(row[2]).map(Object::toString),
        AppStanding.valueOf(text(row[3])),
        List.of(text(row[4]).split(" ")),
        Arrays.stream(text(row[5]).split(" "))
            .map(name -> ClientGrantType.ofWireName(name).orElseThrow())
            .collect(Collectors.toUnmodifiableSet()),
        ClientAuthMethod.ofWireName(text(row[6])).orElseThrow(),
        number(row[7]) != 0,
        Instant.ofEpochMilli(number(row[8])),
        Optional.ofNullable(row[9]).map(at -> Instant.ofEpochMilli(((Number) at).longValue())));
  }

  private static String text(@Nullable Object column) {
    return String.valueOf(column);
  }

  private static long number(@Nullable Object column) {
    return column instanceof Number number ? number.longValue() : 0;
  }
}
