package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.InetAddress;
import org.aipassport.config.Settings;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.identity.Setup;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.values.SecretText;
import org.aipassport.wire.ClientAddress;

/** {@code POST /setup}: the first account, once. */
@Path("setup")
@ApplicationScoped
public class SetupResource {
  private static final int LONGEST_SECRET = 200;
  private static final int LONGEST_USERNAME = 64;
  private static final int LONGEST_PASSWORD = 1_024;

  private Settings settings;
  private Setup setup;

  @SuppressWarnings("NullAway.Init")
  protected SetupResource() {} // for the CDI proxy

  @Inject
  SetupResource(Settings settings, Setup setup) {
    this.settings = settings;
    this.setup = setup;
  }

  @POST
  public Response claim(@Context HttpServletRequest request, InputStream body) {
    FieldReader fields = FieldReader.of(Bodies.required(request, body));
    SecretText secret = new SecretText(fields.string("secret", LONGEST_SECRET));
    String username = fields.string("username", LONGEST_USERNAME);
    SecretText password = new SecretText(fields.string("password", LONGEST_PASSWORD));
    fields.nothingElse();
    InetAddress from = ClientAddress.of(request, settings);
    Setup.Claimed claimed = setup.claim(from, secret, username, password);
    return Answers.created(
        JsonObject.builder()
            .put("user", user(claimed.owner()))
            .put("personalAccessToken", claimed.personalAccessToken().reveal())
            .build());
  }

  private static JsonObject user(Caller person) {
    return JsonObject.builder()
        .put("id", person.id().value())
        .put("username", person.username())
        .put(
            "roles",
            JsonArray.ofStrings(person.roles().stream().sorted().map(Role::wireName).toList()))
        .build();
  }
}
