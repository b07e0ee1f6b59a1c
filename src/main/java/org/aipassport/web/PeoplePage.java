package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.aipassport.config.Settings;
import org.aipassport.identity.InvitationView;
import org.aipassport.identity.Invitations;
import org.aipassport.identity.PeopleDirectory;
import org.aipassport.identity.PersonView;
import org.aipassport.identity.Role;
import org.aipassport.values.UserId;
import org.jspecify.annotations.Nullable;

/** Who has an account here, and who is invited; {@code people} in pages. */
@Named("people")
@RequestScoped
public class PeoplePage {
  private Settings settings;
  private PeopleDirectory directory;
  private Invitations invitations;
  private Page page;
  private Texts texts;
  private @Nullable List<PersonView> list;

  @SuppressWarnings("NullAway.Init")
  protected PeoplePage() {} // for the CDI proxy

  @Inject
  PeoplePage(
      Settings settings,
      PeopleDirectory directory,
      Invitations invitations,
      Page page,
      Texts texts) {
    this.settings = settings;
    this.directory = directory;
    this.invitations = invitations;
    this.page = page;
    this.texts = texts;
  }

  /** Everybody, by username. */
  public List<PersonView> getList() {
    List<PersonView> known = list;
    if (known == null) {
      known = directory.list(page.caller());
      list = known;
    }
    return known;
  }

  /** The invitations that can still be accepted. */
  public List<InvitationView> getInvitations() {
    return invitations.list(page.caller());
  }

  /** Whether people can be invited: they would sign in with a password. */
  public boolean isInviting() {
    return settings.identity().localAccounts();
  }

  /** The names of roles in the reader's language; {@code none} in words. */
  public String roles(Collection<Role> roles) {
    return roles.isEmpty()
        ? texts.of("people.roles.none")
        : roles.stream()
            .sorted()
            .map(role -> texts.of("role." + role.wireName()))
            .collect(Collectors.joining(", "));
  }

  /** Whether it is whoever looks. */
  public boolean isSelf(PersonView person) {
    return person.id().equals(page.caller().id());
  }

  /** The username of that person. */
  public String username(UserId id) {
    Map<UserId, String> names =
        getList().stream().collect(Collectors.toMap(PersonView::id, PersonView::username));
    return names.getOrDefault(id, "?");
  }

  /** Takes an invitation back. */
  public @Nullable String revoke() {
    String id = page.parameter(FormCheck.THING).orElse("");
    boolean done = page.attempt(() -> invitations.revoke(page.caller(), id));
    return done ? page.go(View.PEOPLE, "done=invitation-revoked") : null;
  }
}
