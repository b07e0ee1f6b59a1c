package org.aipassport.proxy;

import java.util.ArrayList;
import java.util.List;
import org.aipassport.grants.GrantView;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.providers.Capability;
import org.aipassport.providers.Protocol;
import org.aipassport.values.ModelName;

/** How an SDK expects models to be listed. */
enum ModelShape {
  /** {@code {"object":"list","data":[...]}}. */
  OPENAI {
    @Override
    JsonObject one(ModelName model, GrantView grant) {
      return JsonObject.builder()
          .put("id", model.value())
          .put("object", "model")
          .put("created", grant.createdAt().getEpochSecond())
          .put("owned_by", grant.scope().provider().value())
          .build();
    }

    @Override
    JsonObject list(GrantView grant) {
      return JsonObject.builder().put("object", "list").put("data", all(grant)).build();
    }
  },

  /** One page with all of them. */
  ANTHROPIC {
    @Override
    JsonObject one(ModelName model, GrantView grant) {
      return JsonObject.builder()
          .put("type", "model")
          .put("id", model.value())
          .put("display_name", model.value())
          .put("created_at", grant.createdAt().toString())
          .build();
    }

    @Override
    JsonObject list(GrantView grant) {
      List<ModelName> models = grant.scope().models();
      return JsonObject.builder()
          .put("data", all(grant))
          .put("has_more", false)
          .put("first_id", models.get(0).value())
          .put("last_id", models.get(models.size() - 1).value())
          .build();
    }
  },

  /** {@code {"models":[{"name":"models/..."}]}}. */
  GOOGLE {
    @Override
    JsonObject one(ModelName model, GrantView grant) {
      return JsonObject.builder()
          .put("name", "models/" + model.value())
          .put("displayName", model.value())
          .put("supportedGenerationMethods", methods(grant))
          .build();
    }

    @Override
    JsonObject list(GrantView grant) {
      return JsonObject.builder().put("models", all(grant)).build();
    }

    /** What is called on a model with each capability of the grant, and nothing else. */
    private JsonArray methods(GrantView grant) {
      List<String> methods = new ArrayList<>();
      if (grant.scope().capabilities().contains(Capability.CHAT)) {
        methods.addAll(List.of("generateContent", "countTokens"));
      }
      if (grant.scope().capabilities().contains(Capability.EMBEDDINGS)) {
        methods.addAll(List.of("embedContent", "batchEmbedContents"));
      }
      return JsonArray.ofStrings(methods);
    }
  };

  abstract JsonObject one(ModelName model, GrantView grant);

  abstract JsonObject list(GrantView grant);

  JsonArray all(GrantView grant) {
    return new JsonArray(
        grant.scope().models().stream().<JsonValue>map(model -> one(model, grant)).toList());
  }

  static ModelShape of(Protocol protocol) {
    return switch (protocol) {
      case OPENAI -> OPENAI;
      case ANTHROPIC -> ANTHROPIC;
      case GOOGLE -> GOOGLE;
    };
  }
}
