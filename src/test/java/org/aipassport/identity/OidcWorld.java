package org.aipassport.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Databases;
import org.aipassport.support.FakeIssuer;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestClock;
import org.aipassport.values.Ids;

/** A broker and the identity provider at which its people sign in. */
final class OidcWorld implements AutoCloseable {
  static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private static final Map<String, OidcWorld> SHARED = new HashMap<>();

  private final TestBroker broker;
  private final FakeIssuer issuer;

  private OidcWorld(TestBroker broker, FakeIssuer issuer) {
    this.broker = broker;
    this.issuer = issuer;
  }

  /**
   * One that is started and claimed once for all tests, with an honest provider; they make subjects
   * of their own in it, count nothing but those, and only ever put its clock forward.
   */
  static synchronized OidcWorld shared(Databases.Kind kind) {
    return shared(kind, "");
  }

  /** As {@link #shared}, where the groups people, ops and audit decide. */
  static synchronized OidcWorld sharedWithGroups(Databases.Kind kind) {
    return shared(
        kind,
        "groups",
        "aipassport.oidc.owner-groups",
        "people",
        "aipassport.oidc.operator-groups",
        "/ops",
        "aipassport.oidc.auditor-groups",
        "audit,control");
  }

  private static OidcWorld shared(Databases.Kind kind, String name, String... namesAndValues) {
    OidcWorld world =
        SHARED.computeIfAbsent(
            kind + name,
            key -> {
              OidcWorld fresh = start(kind, namesAndValues);
              fresh.warmUp();
              Runtime.getRuntime().addShutdownHook(new Thread(fresh::close));
              return fresh;
            });
    world.issuer().honest();
    world.broker().clock().advance(Duration.ofMinutes(1)); // whatever failed before is forgotten
    return world;
  }

  /** On a busy machine the first call takes longer than providers are given. */
  private void warmUp() {
    for (int tries = 0; tries < 5; tries++) {
      try {
        enter(subject("first"));
        return;
      } catch (RefusalException e) {
        broker.clock().advance(Duration.ofMinutes(1));
      }
    }
  }

  /** A subject that nobody else has. */
  static String subject(String name) {
    return name + "." + Ids.next().replaceAll("[^A-Za-z0-9]", "x");
  }

  /** How many people of that subject are known. */
  long known(String subject) {
    return broker.count(
        "external_identity WHERE digest = ? ",
        (Object) ExternalIdentities.digest(issuer.issuer(), subject));
  }

  /** One of its own, claimed by its first owner. */
  static OidcWorld start(Databases.Kind kind, String... namesAndValues) {
    OidcWorld world = unclaimed(kind, namesAndValues);
    world.broker().claim();
    return world;
  }

  static OidcWorld unclaimed(Databases.Kind kind, String... namesAndValues) {
    TestClock clock = new TestClock();
    FakeIssuer issuer = FakeIssuer.start(clock);
    List<String> settings =
        new ArrayList<>(
            List.of(
                "aipassport.oidc.issuer",
                issuer.issuer(),
                "aipassport.oidc.client-id",
                FakeIssuer.CLIENT,
                "aipassport.oidc.client-secret-file",
                secretFile().toString(),
                "aipassport.oidc.allow-private",
                "true"));
    settings.addAll(List.of(namesAndValues));
    return new OidcWorld(TestBroker.start(kind, clock, settings.toArray(String[]::new)), issuer);
  }

  private static Path secretFile() {
    try {
      Path file =
          Files.createTempFile(
              "client-secret",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      file.toFile().deleteOnExit();
      return Files.writeString(file, FakeIssuer.SECRET + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestBroker broker() {
    return broker;
  }

  FakeIssuer issuer() {
    return issuer;
  }

  OidcSignIn signIn() {
    return broker.get(OidcSignIn.class);
  }

  OidcSignIn.Started start() {
    return signIn().start("", false, Optional.empty(), HERE);
  }

  /** Signs in from beginning to end. */
  OidcSignIn.Done enter(String subject) {
    OidcSignIn.Started started = start();
    return finish(started, issuer.signIn(started.provider(), subject));
  }

  OidcSignIn.Done finish(OidcSignIn.Started started, Map<String, String[]> answer) {
    return signIn().finish(answer, Optional.of(started.browser()), HERE, "test");
  }

  /** Who that session is of, as a page would see it. */
  Optional<Session> session(OidcSignIn.Done done) {
    return broker.get(Sessions.class).find(done.begun().cookie());
  }

  @Override
  public void close() {
    broker.close();
    issuer.close();
  }
}
