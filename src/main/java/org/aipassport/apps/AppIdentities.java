package org.aipassport.apps;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.aipassport.config.Settings;
import org.aipassport.problems.RefusalException;

/** Says what a person should know of an app before they believe it anything. */
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

  /** As {@link #of(String, String, AppStanding)}, for an app that is not registered. */
  public AppIdentity of(String name, String url) {
    return of(name, url, AppStanding.UNREGISTERED);
  }

  /**
   * The app of that name and URL, both as they were read and stored; refuses nothing. A name that
   * an operator vouches for has no flags, its host may.
   */
  public AppIdentity of(String name, String url, AppStanding standing) {
    AppHost host = hosts.of(url);
    Set<AppFlag> flags = EnumSet.noneOf(AppFlag.class);
    if (standing != AppStanding.VERIFIED) {
      flags.addAll(nameFlags(name, host));
    }
    return new AppIdentity(name, flags, host, standing);
  }

  private Set<AppFlag> nameFlags(String name, AppHost host) {
    Set<AppFlag> flags = EnumSet.noneOf(AppFlag.class);
    if (brands.isBorrowed(name, host.ascii())) {
      flags.add(AppFlag.LOOKS_LIKE_BRAND);
    }
    if (Authority.isClaimedBy(name)) {
      flags.add(AppFlag.CLAIMS_AUTHORITY);
    }
    return flags;
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
