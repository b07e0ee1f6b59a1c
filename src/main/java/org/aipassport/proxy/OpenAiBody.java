package org.aipassport.proxy;

import java.util.Set;
import org.aipassport.json.JsonBoolean;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Capability;
import org.aipassport.providers.OpenAiFields;
import org.aipassport.providers.Operation;
import org.aipassport.providers.Provider;
import org.aipassport.providers.UpstreamCall;
import org.aipassport.values.ModelName;

/** A body in OpenAI's protocol; it leaves member for member as it was read. */
record OpenAiBody(Operation operation, ModelName model, boolean stream, JsonObject body)
    implements CallBody {
  /**
   * Reads what must be known of a body.
   *
   * @throws RefusalException INVALID_FIELD or POLICY naming the member
   */
  static OpenAiBody of(Operation operation, JsonObject body) {
    OpenAiFields.check(operation, body);
    return new OpenAiBody(operation, model(body), stream(body), body);
  }

  private static ModelName model(JsonObject body) {
    if (body.get("model") instanceof JsonString text && ModelName.isName(text.value())) {
      return new ModelName(text.value());
    }
    throw RefusalException.ofField("model", "must be a model's name");
  }

  private static boolean stream(JsonObject body) {
    JsonValue value = body.get("stream");
    if (value == null || value == JsonNull.NULL) {
      return false;
    }
    if (value instanceof JsonBoolean flag) {
      return flag.value();
    }
    throw RefusalException.ofField("stream", "must be true or false");
  }

  @Override
  public Set<Capability> capabilities() {
    return OpenAiFields.capabilities(operation, body);
  }

  @Override
  public UpstreamCall to(Provider provider) {
    String path =
        provider
            .path(operation)
            .orElseThrow(
                () ->
                    new RefusalException(
                        Refusal.OUT_OF_SCOPE,
                        "The grant's provider "
                            + provider.name()
                            + " does not speak this path's protocol; use POST "
                            + ProxyChatServlet.PATH
                            + "."));
    return new UpstreamCall(path, body);
  }
}
