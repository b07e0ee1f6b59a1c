package org.aipassport.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UsageTallyTest {
  private static final String START =
      "{'type':'message_start','message':{'usage':{'input_tokens':9,'cache_creation_input_tokens':4,"
          + "'cache_creation':{'ephemeral_5m_input_tokens':4,'ephemeral_1h_input_tokens':0},"
          + "'output_tokens':1,'service_tier':'priority'}}}";

  @Test
  void anthropicsLaterAccountCompletesTheFirstFieldByField() {
    assertThat(
            written(
                "anthropic",
                "/v1/messages",
                START,
                "{'type':'ping'}",
                "{'type':'message_delta','usage':{'output_tokens':7,'input_tokens':null}}",
                "{'type':'message_delta','usage':{'output_tokens':12,'cache_creation_input_tokens':4}}"))
        .contains("input=9 cache_write=4 output=12 priority");
  }

  @Test
  void brokenOffStreamHasWhatWasSaidLast() {
    assertThat(written("anthropic", "/v1/messages", START))
        .contains("input=9 cache_write=4 output=1 priority");
    assertThat(written("openai", "/v1/chat/completions", "{'choices':[],'usage':null}")).isEmpty();
  }

  /** Anthropic's knows one token of output, whatever follows. */
  @Test
  void firstAccountAloneIsNotFinal() {
    UsageTally tally = reader("anthropic", "/v1/messages").tally();
    tally.feed(UsageFormTest.json(START));
    assertThat(tally.isFinal()).isFalse();
    tally.feed(UsageFormTest.json("{'type':'message_delta','usage':{'output_tokens':7}}"));
    assertThat(tally.isFinal()).isTrue();
    UsageTally chat = reader("openai", "/v1/chat/completions").tally();
    assertThat(chat.isFinal()).isFalse();
    chat.feed(UsageFormTest.json("{'usage':{'prompt_tokens':5,'completion_tokens':1}}"));
    assertThat(chat.isFinal()).isTrue();
  }

  @Test
  void countThatGoesBackIsNotBelieved() {
    assertThat(
            written(
                "anthropic",
                "/v1/messages",
                START,
                "{'usage':{'output_tokens':9}}",
                "{'usage':{'output_tokens':8}}"))
        .isEmpty();
    assertThat(
            written(
                "openai",
                "/v1/chat/completions",
                "{'usage':{'prompt_tokens':5,'completion_tokens':5}}",
                "{'usage':{'prompt_tokens':4,'completion_tokens':6}}"))
        .isEmpty();
  }

  @Test
  void countOfEveryChunkIsOnlyTheLast() {
    assertThat(
            written(
                "openai",
                "/v1/chat/completions",
                "{'service_tier':'flex','usage':{'prompt_tokens':5,'completion_tokens':1}}",
                "{'usage':{'prompt_tokens':5,'completion_tokens':2}}",
                "{'usage':{'prompt_tokens':5,'completion_tokens':3}}"))
        .contains("input=5 output=3 flex");
  }

  @Test
  void countsOfSeveralPicturesAreAdded() {
    String picture =
        "{'type':'image_generation.completed','usage':{'input_tokens':5,'output_tokens':7}}";
    assertThat(written("openai", "/v1/images/generations", picture, picture))
        .contains("image_input=10 image_output=14");
    assertThat(
            written(
                "openai",
                "/v1/images/generations",
                picture,
                "{'usage':{'input_tokens':5}}",
                picture))
        .isEmpty();
  }

  @Test
  void usageThatIsNoObjectIsNotBelieved() {
    assertThat(
            written(
                "openai",
                "/v1/chat/completions",
                "{'usage':{'prompt_tokens':5,'completion_tokens':1}}",
                "{'usage':7}"))
        .isEmpty();
  }

  @Test
  void implausibleLastAccountIsNotReplacedByAnEarlierOne() {
    assertThat(
            written(
                "openai",
                "/v1/chat/completions",
                "{'usage':{'prompt_tokens':5,'completion_tokens':1}}",
                "{'usage':{'prompt_tokens':5,'completion_tokens':-1}}"))
        .isEmpty();
  }

  @Test
  void countThatGoesBackBehindAnImplausibleOneIsNotBelievedEither() {
    assertThat(
            written(
                "openai",
                "/v1/chat/completions",
                "{'usage':{'prompt_tokens':5,'completion_tokens':5}}",
                "{'usage':{'prompt_tokens':-5,'completion_tokens':5}}",
                "{'usage':{'prompt_tokens':1,'completion_tokens':1}}"))
        .isEmpty();
  }

  @Test
  void sumsThatOverflowAreNotBelieved() {
    String[] pictures = new String[1_100];
    Arrays.fill(
        pictures, "{'usage':{'input_tokens':9007199254740992,'output_tokens':9007199254740992}}");
    assertThat(written("openai", "/v1/images/generations", pictures)).isEmpty();
  }

  @Test
  void readerNamesTheMembersByWhichEventsTellUsage() {
    assertThat(reader("anthropic", "/v1/messages").eventMembers()).containsExactly("usage");
    assertThat(reader("openai", "/v1/responses").eventMembers()).containsExactly("usage");
    assertThat(reader("google", "/v1beta/models/m:streamGenerateContent").eventMembers())
        .containsExactly("usageMetadata");
    assertThat(reader("openai", "/v1/embeddings").eventMembers()).isEmpty();
    assertThat(reader("anthropic", "/v1/messages/count_tokens").eventMembers()).isEmpty();
  }

  @Test
  void operationWithoutAFormTellsNothing() {
    assertThat(
            reader("anthropic", "/v1/messages/count_tokens")
                .whole(UsageFormTest.json("{'input_tokens':5}")))
        .isEmpty();
  }

  private static Optional<String> written(String provider, String path, String... events) {
    UsageTally tally = reader(provider, path).tally();
    for (String event : events) {
      tally.feed(UsageFormTest.json(event));
    }
    return tally
        .counts()
        .map(
            counts ->
                (UsageFormTest.written(counts) + " " + counts.serviceTier().orElse("")).strip());
  }

  private static UsageReader reader(String provider, String path) {
    return GivenProviders.preset(provider).at(path).orElseThrow().answer().usage().reader();
  }
}
