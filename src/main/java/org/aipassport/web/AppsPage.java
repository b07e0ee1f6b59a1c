package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Locale;
import org.aipassport.apps.AppBlock;
import org.aipassport.apps.AppFlag;
import org.aipassport.apps.AppIdentities;
import org.aipassport.grants.AppBlocking;
import org.aipassport.grants.AppDirectory;
import org.aipassport.grants.AppView;
import org.aipassport.grants.GrantReports;
import org.aipassport.grants.ReportView;
import org.jspecify.annotations.Nullable;

/** The hosts whose apps ask for grants here, and what owners report; {@code apps} in pages. */
@Named("apps")
@RequestScoped
public class AppsPage {
  private AppDirectory directory;
  private AppBlocking blocking;
  private GrantReports reports;
  private AppIdentities identities;
  private Page page;
  private String host = "";
  private String reason = "";

  @SuppressWarnings("NullAway.Init")
  protected AppsPage() {} // for the CDI proxy

  @Inject
  AppsPage(
      AppDirectory directory,
      AppBlocking blocking,
      GrantReports reports,
      AppIdentities identities,
      Page page) {
    this.directory = directory;
    this.blocking = blocking;
    this.reports = reports;
    this.identities = identities;
    this.page = page;
  }

  /** Those that asked last. */
  public List<AppView> getList() {
    return directory.list(page.caller());
  }

  /** What no operator has put aside. */
  public List<ReportView> getReports() {
    return reports.open(page.caller());
  }

  /** The host of what was reported. */
  public String host(ReportView report) {
    return identities.of(report.appName(), report.appUrl()).host().shownWithPort();
  }

  public List<AppBlock> getBlocks() {
    return blocking.list(page.caller());
  }

  /** The key of the sentence about a flag. */
  public String flag(AppFlag flag) {
    return "apps.flag." + flag.name().toLowerCase(Locale.ROOT);
  }

  /** Puts a report aside. */
  public @Nullable String dismiss() {
    boolean done = page.attempt(() -> reports.dismiss(page.caller(), thing()));
    return done ? page.go(View.APPS, "done=report-dismissed") : null;
  }

  /** Blocks the host of a row. */
  public @Nullable String block() {
    return block(thing(), "");
  }

  /** Blocks the host that was typed. */
  public @Nullable String blockTyped() {
    return block(host.strip(), reason.strip());
  }

  private @Nullable String block(String what, String why) {
    boolean done = page.attempt(() -> blocking.block(page.caller(), what, why));
    return done ? page.go(View.APPS, "done=host-blocked") : null;
  }

  /** Lets the apps of a host ask again. */
  public @Nullable String unblock() {
    boolean done = page.attempt(() -> blocking.unblock(page.caller(), thing()));
    return done ? page.go(View.APPS, "done=host-unblocked") : null;
  }

  private String thing() {
    return page.parameter(FormCheck.THING).orElse("");
  }

  public String getHost() {
    return host;
  }

  public void setHost(String host) {
    this.host = host;
  }

  public String getReason() {
    return reason;
  }

  public void setReason(String reason) {
    this.reason = reason;
  }
}
