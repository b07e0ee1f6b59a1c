package org.aipassport.apps;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.aipassport.config.Settings;
import org.aipassport.problems.RefusalException;

/** Says what a person should know of an app that nobody has registered. */
@ApplicationScoped
public class AppIdentities {
  private Brands brands;
  private AppHosts hosts;

  @SuppressWarnings("NullAway.Init")
  protected AppIdentities() {} // for the CDI proxy

  @Inject
  AppIdentities(Settings settings) {
    this.brands = new Brands(settings);
    this.hosts = new AppHosts(brands);
  }

  /** The app of that name and URL, both as they were read and stored; refuses nothing. */
  public AppIdentity of(String name, String url) {
    AppHost host = hosts.of(url);
    Set<AppFlag> flags = EnumSet.noneOf(AppFlag.class);
    if (brands.isBorrowed(name, host.ascii())) {
      flags.add(AppFlag.LOOKS_LIKE_BRAND);
    }
    if (Authority.isClaimedBy(name)) {
      flags.add(AppFlag.CLAIMS_AUTHORITY);
    }
    return new AppIdentity(name, flags, host, AppStanding.UNREGISTERED);
  }

  /**
   * Refuses a name that can be taken for that of a provider or of this broker and is written
   * otherwise. The plain name is not refused: {@link #of} flags it.
   *
   * @throws RefusalException INVALID_FIELD of {@code field}
   */
  public void refuseImitation(String field, String name) {
    Optional<String> imitated = brands.imitatedBy(name);
    if (imitated.isPresent()) {
      throw RefusalException.ofField(
          field, "can be taken for the name '" + imitated.get() + "', which is spelled otherwise");
    }
  }
}
