package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the signed-in person can go; {@code navigation} in pages. */
@Named("navigation")
@RequestScoped
public class Navigation {
  private static final List<View> OF_OWNERS =
      List.of(View.INBOX, View.GRANTS, View.BUDGETS, View.PROVIDER_KEYS, View.TOOL);
  private static final List<View> OF_OPERATORS =
      List.of(View.PEOPLE, View.APPS, View.CLIENTS, View.PROVIDERS, View.PRICES);

  private Page page;

  @SuppressWarnings("NullAway.Init")
  protected Navigation() {} // for the CDI proxy

  @Inject
  Navigation(Page page) {
    this.page = page;
  }

  /** The names of the pages. */
  public List<String> getEntries() {
    List<View> views = new ArrayList<>();
    if (page.isOwner()) {
      views.addAll(OF_OWNERS);
    }
    if (page.isOperator()) {
      views.addAll(OF_OPERATORS);
    }
    views.add(View.ACCOUNT);
    return views.stream().map(View::path).toList();
  }

  /** What {@code aria-current} says of an entry: null for all but the page that is shown. */
  public @Nullable String current(String entry) {
    return entry.equals(page.getName()) ? "page" : null;
  }
}
