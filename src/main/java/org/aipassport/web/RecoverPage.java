package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.concurrent.atomic.AtomicReference;
import org.aipassport.config.Settings;
import org.aipassport.identity.Recovery;
import org.aipassport.identity.Sessions;
import org.aipassport.values.SecretText;
import org.jspecify.annotations.Nullable;

/** The way back in for whoever has the machine but no account that works. */
@Named("recover")
@RequestScoped
public class RecoverPage {
  private Settings settings;
  private Recovery recovery;
  private Page page;
  private Entrance entrance;
  private String secret = "";
  private String username = "";
  private String password = "";

  @SuppressWarnings("NullAway.Init")
  protected RecoverPage() {} // for the CDI proxy

  @Inject
  RecoverPage(Settings settings, Recovery recovery, Page page, Entrance entrance) {
    this.settings = settings;
    this.recovery = recovery;
    this.page = page;
    this.entrance = entrance;
  }

  /** Sets the new password and signs in. */
  public @Nullable String redeem() {
    AtomicReference<Sessions.@Nullable Begun> begun = new AtomicReference<>();
    page.attempt(
        () ->
            begun.set(
                recovery.redeem(
                    new SecretText(secret.strip()),
                    username.strip(),
                    new SecretText(password),
                    entrance.address(),
                    entrance.agent())));
    Sessions.Begun session = begun.get();
    return session == null ? null : entrance.enter(session);
  }

  /** Where the username is written. */
  public String getFile() {
    return settings.dataDir().resolve("recover").toString();
  }

  /** Where the secret then lies. */
  public String getSecretFile() {
    return settings.dataDir().resolve("recover-secret").toString();
  }

  public String getSecret() {
    return secret;
  }

  public void setSecret(String secret) {
    this.secret = secret;
  }

  public String getUsername() {
    return username;
  }

  public void setUsername(String username) {
    this.username = username;
  }

  public String getPassword() {
    return password;
  }

  public void setPassword(String password) {
    this.password = password;
  }
}
