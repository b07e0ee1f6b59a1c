package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.aipassport.grants.PersonDisabling;
import org.aipassport.identity.PeopleDirectory;
import org.aipassport.identity.PersonView;
import org.aipassport.identity.Role;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.Ids;
import org.aipassport.values.UserId;
import org.jspecify.annotations.Nullable;

/** What an operator decides about one person; {@code person} in pages. */
@Named("person")
@RequestScoped
public class PersonPage {
  private PeopleDirectory directory;
  private PersonDisabling disabling;
  private Page page;
  private @Nullable PersonView person;
  private @Nullable RoleChoice roles;

  @SuppressWarnings("NullAway.Init")
  protected PersonPage() {} // for the CDI proxy

  @Inject
  PersonPage(PeopleDirectory directory, PersonDisabling disabling, Page page) {
    this.directory = directory;
    this.disabling = disabling;
    this.page = page;
  }

  /** Whom the page is about; on POST whom its form is about. */
  public PersonView getPerson() {
    PersonView known = person;
    if (known == null) {
      UserId id =
          page.parameter(FormCheck.THING)
              .filter(Ids::isId)
              .map(UserId::new)
              .orElseThrow(() -> new RefusalException(Refusal.NOT_FOUND, "No such person."));
      known = directory.person(page.caller(), id);
      person = known;
    }
    return known;
  }

  /** What the form ticks: what they have, unless it says otherwise. */
  public RoleChoice getRoles() {
    RoleChoice choice = roles;
    if (choice == null) {
      choice = new RoleChoice(getPerson().roles());
      roles = choice;
    }
    return choice;
  }

  /** Whether nobody else could operate the broker: then the role and the account stay. */
  public boolean isLastOperator() {
    return isOperating(getPerson()) && directory.isLastOperator(page.caller(), id());
  }

  private static boolean isOperating(PersonView person) {
    return person.disabledAt().isEmpty() && person.roles().contains(Role.OPERATOR);
  }

  /** Whether they have the role with which their grants would end. */
  public boolean isOwner() {
    return getPerson().roles().contains(Role.OWNER);
  }

  public boolean isSelf() {
    return id().equals(page.caller().id());
  }

  /** Gives them the roles that are ticked, and no others. */
  public @Nullable String saveRoles() {
    if (!page.fresh(getQuery())) {
      return null;
    }
    boolean done = attempt(() -> directory.setRoles(page.caller(), id(), getRoles().roles()));
    if (done && isSelf() && !getRoles().isOperator()) {
      return page.goHome();
    }
    return done ? goBack("roles-changed") : null;
  }

  /** Ends all that they have here. */
  public @Nullable String disable() {
    if (!page.fresh(getQuery())) {
      return null;
    }
    boolean done = attempt(() -> disabling.disable(page.caller(), id()));
    if (done && isSelf()) {
      return page.goHome();
    }
    return done ? goBack("person-disabled") : null;
  }

  /** Lets them sign in again. */
  public @Nullable String enable() {
    if (!page.fresh(getQuery())) {
      return null;
    }
    boolean done = attempt(() -> directory.enable(page.caller(), id()));
    return done ? goBack("person-enabled") : null;
  }

  /** What was refused may have been for what has changed meanwhile: then that is shown. */
  private boolean attempt(Runnable work) {
    boolean done = page.attempt(work);
    if (!done) {
      person = null;
    }
    return done;
  }

  /** The query of links to this page. */
  public String getQuery() {
    return FormCheck.THING + "=" + id();
  }

  private UserId id() {
    return getPerson().id();
  }

  private @Nullable String goBack(String code) {
    return page.go(View.PERSON, getQuery() + "&done=" + code);
  }
}
