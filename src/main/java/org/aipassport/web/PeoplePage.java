package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
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
  private static final int PER_PAGE = 100;
  private static final String FROM = "from";

  private Settings settings;
  private PeopleDirectory directory;
  private Invitations invitations;
  private Page page;
  private Texts texts;
  private PeopleDirectory.@Nullable Part part;
  private final Map<UserId, String> usernames = new HashMap<>();

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

  /** A hundred people, by username. */
  public List<PersonView> getList() {
    return part().people();
  }

  /** The query of the link to those behind them; null if there are none. */
  public @Nullable String getNext() {
    return part()
        .next()
        .map(name -> FROM + "=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
        .orElse(null);
  }

  /** The username, or its beginning, from which on the list was asked for. */
  public String getFrom() {
    return page.parameter(FROM).map(String::strip).orElse("");
  }

  /** Whether they do not all stand on one page. */
  public boolean isMany() {
    return !getFrom().isEmpty() || part().next().isPresent();
  }

  private PeopleDirectory.Part part() {
    PeopleDirectory.Part known = part;
    if (known == null) {
      known = directory.list(page.caller(), getFrom(), PER_PAGE);
      part = known;
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

  /** The username of that person, whether or not they stand on this page. */
  public String username(UserId id) {
    return usernames.computeIfAbsent(
        id, one -> directory.person(page.caller(), one).username()); // nobody is ever deleted
  }

  /** Takes an invitation back. */
  public @Nullable String revoke() {
    String id = page.parameter(FormCheck.THING).orElse("");
    boolean done = page.attempt(() -> invitations.revoke(page.caller(), id));
    return done ? page.go(View.PEOPLE, "done=invitation-revoked") : null;
  }
}
