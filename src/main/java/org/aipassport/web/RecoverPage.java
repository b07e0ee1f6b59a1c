package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.concurrent.atomic.AtomicReference;
import org.aipassport.identity.Recovery;
import org.aipassport.identity.Sessions;
import org.jspecify.annotations.Nullable;

/** The way back in for whoever has the machine but no account that works. */
@Named("recover")
@RequestScoped
public class RecoverPage {
  private Recovery recovery;
  private Page page;
  private Entrance entrance;
  private Typed typed;

  @SuppressWarnings("NullAway.Init")
  protected RecoverPage() {} // for the CDI proxy

  @Inject
  RecoverPage(Recovery recovery, Page page, Entrance entrance, Typed typed) {
    this.recovery = recovery;
    this.page = page;
    this.entrance = entrance;
    this.typed = typed;
  }

  /** Sets the new password and signs in. */
  public @Nullable String redeem() {
    AtomicReference<Sessions.@Nullable Begun> begun = new AtomicReference<>();
    page.attempt(
        () ->
            begun.set(
                recovery.redeem(
                    typed.secret(),
                    typed.username(),
                    typed.password(),
                    entrance.address(),
                    entrance.agent())));
    Sessions.Begun session = begun.get();
    return session == null ? null : entrance.enter(session);
  }

  /** Where the username is written. */
  public String getFile() {
    return entrance.file("recover");
  }

  /** Where the secret then lies. */
  public String getSecretFile() {
    return entrance.file("recover-secret");
  }
}
