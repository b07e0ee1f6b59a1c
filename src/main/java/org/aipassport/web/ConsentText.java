package org.aipassport.web;

import static java.util.stream.Collectors.joining;

import java.net.URI;
import org.aipassport.grants.GrantStatus;
import org.aipassport.grants.GrantView;
import org.aipassport.providers.Capability;
import org.aipassport.values.ModelName;

/**
 * A request for a grant, as plain text for its owner: the host first, because a name proves
 * nothing; what the app says of itself only as quotation.
 */
final class ConsentText {
  private ConsentText() {}

  static String of(GrantView grant, URI publicUrl) {
    String head =
        "AIPassport: an app asks to use your AI provider key through this broker\n\n"
            + line("Host", URI.create(grant.appUrl()).getHost() + "  (" + grant.appUrl() + ")")
            + line("", "not verified: this app is not registered here; somebody sent you this link")
            + line("Calls itself", quoted(grant.appName()))
            + line("Provider", grant.scope().provider().value())
            + line(
                "Models",
                grant.scope().models().stream().map(ModelName::value).collect(joining(", ")))
            + line(
                "May do",
                grant.scope().capabilities().stream()
                    .map(Capability::wireName)
                    .collect(joining(", ")))
            + line("Requests", requests(grant))
            + line("Storage", storage(grant))
            + line("Reason", quoted(grant.reason()))
            + line("State", grant.status().wireName())
            + line("Scope digest", grant.scope().digest());
    return head + "\nYour key never leaves the broker.\n" + howToDecide(grant, publicUrl);
  }

  private static String howToDecide(GrantView grant, URI publicUrl) {
    if (grant.status() != GrantStatus.PENDING) {
      return "";
    }
    String path = publicUrl + "/grants/" + grant.id();
    return "\nTo approve exactly this for one hour, or to deny it, with your personal access token:\n\n"
        + "  curl -X POST "
        + path
        + "/approve -H \"Authorization: Bearer $PAT\" -H \"Content-Type: application/json\""
        + " -d '{\"scopeDigest\":\""
        + grant.scope().digest()
        + "\"}'\n\n"
        + "  curl -X POST "
        + path
        + "/deny -H \"Authorization: Bearer $PAT\"\n";
  }

  private static String line(String name, String text) {
    return String.format("  %-13s %s%n", name, text).replace("\r\n", "\n");
  }

  /** Every line of it is indented and within quotes, so that none can pass for one of ours. */
  private static String quoted(String text) {
    return "\"" + text.replace("\n", "\n                  ").replace("\"", "'") + "\"";
  }

  private static String requests(GrantView grant) {
    return grant.maxRequests().isPresent()
        ? "at most " + grant.maxRequests().getAsLong()
        : "without a limit";
  }

  private static String storage(GrantView grant) {
    return grant.scope().store()
        ? "the provider may keep what is said; whoever has the key's account can read it"
        : "the provider is asked to keep nothing";
  }
}
