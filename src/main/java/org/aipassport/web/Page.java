package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aipassport.config.Settings;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.identity.Session;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.GrantId;
import org.aipassport.values.Ids;
import org.aipassport.wire.FormToken;
import org.jspecify.annotations.Nullable;

/**
 * What every page needs: who looks at it, the tokens of its forms, where to go on, what went wrong;
 * {@code page} in pages.
 */
@Named("page")
@RequestScoped
public class Page {
  private static final Pattern DONE = Pattern.compile("[a-z-]{1,40}");

  private static final String GRANT = "grant";

  private Settings settings;
  private Texts texts;
  private Clock clock;
  private boolean attempted;

  @SuppressWarnings("NullAway.Init")
  protected Page() {} // for the CDI proxy

  @Inject
  Page(Settings settings, Texts texts, Clock clock) {
    this.settings = settings;
    this.texts = texts;
    this.clock = clock;
  }

  /** The token of a form that is about nothing in particular. */
  public String csrf() {
    return csrf("");
  }

  /** The token of a form about the thing of that id, which stands in its field {@code id}. */
  public String csrf(String thing) {
    return csrf(getName(), thing);
  }

  /** The token of a form that is sent to another page, about the thing of that id. */
  public String csrf(String view, String thing) {
    return FormToken.of(visit().secret(), view, thing);
  }

  public boolean isSignedIn() {
    return visit().session().isPresent();
  }

  /** Who is signed in, as the page greets them. */
  public String getUsername() {
    return caller().username();
  }

  public boolean isOwner() {
    return has(Role.OWNER);
  }

  public boolean isOperator() {
    return has(Role.OPERATOR);
  }

  public boolean isAuditor() {
    return has(Role.AUDITOR);
  }

  private boolean has(Role role) {
    return visit().session().filter(session -> session.caller().roles().contains(role)).isPresent();
  }

  /** The name of the page that is shown. */
  public String getName() {
    return visit().view().path();
  }

  /** The path of another page, for links. */
  public String url(String view) {
    return request().getContextPath() + ViewRequest.PREFIX + "/" + view;
  }

  /** The broker's base URL, as apps are told it. */
  public String getPublicUrl() {
    return settings.publicUrl().toString();
  }

  /**
   * Whether they proved so recently who they are that they may do what is sensitive: make, store or
   * see a secret.
   */
  public boolean isFresh() {
    return session().isFresh(clock.instant(), settings.identity().freshFor());
  }

  /** Whether a form was sent, so that what it asks for is done or told why not. */
  public boolean isPosted() {
    return FacesContext.getCurrentInstance().isPostback();
  }

  /** Where to sign in again, and from there back to this page with that query. */
  public String againUrl(String query) {
    return url(View.SIGN_IN_AGAIN.path()) + "?" + againQuery(query);
  }

  private String againQuery(String query) {
    String back = ViewRequest.PREFIX + "/" + getName() + (query.isEmpty() ? "" : "?" + query);
    return ReturnPath.query(back);
  }

  /**
   * What was just done, told behind a redirect of ours; null if nothing was, or if somebody else's
   * link says so.
   */
  public @Nullable String getDone() {
    String code =
        parameter("done")
            .filter(text -> DONE.matcher(text).matches())
            .filter(text -> FormCheck.mayBeFromOurPage(request()))
            .orElse("");
    return code.isEmpty() || !texts.has("done." + code) ? null : texts.of("done." + code);
  }

  /**
   * Whether a form was sent and nothing done for it, because what it is about is not on the page
   * any more: Faces passes over such forms without a word.
   */
  public boolean isIgnored() {
    return request().getMethod().equals("POST")
        && !attempted
        && !FacesContext.getCurrentInstance().isValidationFailed();
  }

  /** What was refused, on the page that tells it. */
  public String getProblem() {
    return PageProblem.read(request()).map(problem -> sentence(problem)).orElse("");
  }

  /** The status of what was refused. */
  public int getStatus() {
    return PageProblem.read(request()).map(PageProblem::status).orElse(200);
  }

  Visit visit() {
    return Visit.read(request());
  }

  Session session() {
    return visit().signedIn();
  }

  Caller caller() {
    return session().caller();
  }

  HttpServletRequest request() {
    return (HttpServletRequest) FacesContext.getCurrentInstance().getExternalContext().getRequest();
  }

  HttpServletResponse response() {
    return (HttpServletResponse)
        FacesContext.getCurrentInstance().getExternalContext().getResponse();
  }

  /** The request's parameter of that name, if it is there once. */
  Optional<String> parameter(String name) {
    String[] values = request().getParameterValues(name);
    return values != null && values.length == 1 ? Optional.of(values[0]) : Optional.empty();
  }

  /**
   * Leads to a fresh sign-in, and back to this page with that query, unless there was one; whether
   * there was.
   */
  boolean fresh(String query) {
    if (!isFresh()) {
      goSignInAgain(query);
      return false;
    }
    return true;
  }

  /** Goes to sign in again, and from there back to this page with that query. */
  @Nullable String goSignInAgain(String query) {
    return go(View.SIGN_IN_AGAIN, againQuery(query));
  }

  /**
   * The grant that a page is about: its id is in the form that was sent, else in the link.
   *
   * @throws RefusalException NOT_FOUND if there is none
   */
  GrantId grant() {
    return parameter(FormCheck.THING)
        .or(() -> parameter(GRANT))
        .filter(Ids::isId)
        .map(GrantId::new)
        .orElseThrow(() -> new RefusalException(Refusal.NOT_FOUND, "Grant not found"));
  }

  /** The query of links to pages about that grant. */
  static String query(GrantId id) {
    return GRANT + "=" + id;
  }

  /** Does something for a form; whether it was done. What is refused is told beside the form. */
  boolean attempt(Runnable work) {
    attempted = true;
    try {
      work.run();
      return true;
    } catch (RefusalException refusal) {
      tell(refusal);
      return false;
    }
  }

  /** Tells what was refused, beside the field at fault if it is on the page. */
  void tell(RefusalException refusal) {
    FacesContext faces = FacesContext.getCurrentInstance();
    PageProblem problem = PageProblem.of(refusal);
    String field =
        problem
            .input()
            .filter(id -> faces.getViewRoot().invokeOnComponent(faces, id, (context, found) -> {}))
            .orElse(null);
    String sentence = sentence(problem);
    faces.addMessage(field, new FacesMessage(FacesMessage.SEVERITY_ERROR, sentence, sentence));
    response().setStatus(problem.status());
    faces.validationFailed();
  }

  /** Goes on at another page of ours. */
  @Nullable String go(View view, String query) {
    String path = url(view.path()) + (query.isEmpty() ? "" : "?" + query);
    return goTo(path);
  }

  /** Goes to where the signed-in person begins. */
  @Nullable String goHome() {
    return goTo(url(""));
  }

  /** Goes on at a path of ours, context path included. */
  @Nullable String goTo(String path) {
    FacesContext faces = FacesContext.getCurrentInstance();
    try {
      response().sendRedirect(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    faces.responseComplete();
    return null;
  }

  /** Leaves the broker behind a form; {@code words} is the key of what the link says. */
  @Nullable String leave(URI elsewhere, String words) {
    try {
      Departure.to(response(), elsewhere, texts.of(words));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    FacesContext.getCurrentInstance().responseComplete();
    return null;
  }

  /** The words for this field on this page, else for this field or this page, else for all. */
  private String sentence(PageProblem problem) {
    String own = problem.input().map(field -> problem.key() + "." + field).orElse(problem.key());
    String here = own + "." + problem.place().orElseGet(this::getName);
    String key = Stream.of(here, own).filter(texts::has).findFirst().orElse(problem.key());
    return texts.of(key, problem.detail());
  }
}
