package org.aipassport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.aipassport.support.GrantViews;
import org.aipassport.values.CallId;
import org.aipassport.values.Ids;
import org.junit.jupiter.api.Test;

class RunningCallTest {
  private final AtomicInteger aborts = new AtomicInteger();
  private final RunningCall call =
      new RunningCall(new CallId(Ids.next()), GrantViews.approvedUntil(GrantViews.NOON));

  @Test
  void cutEndsTheUpstreamsPart() {
    call.onCut(aborts::incrementAndGet);
    assertThat(call.isCut()).isFalse();
    assertThat(aborts).hasValue(0);
    call.cut();
    assertThat(call.isCut()).isTrue();
    assertThat(aborts).hasValue(1);
  }

  @Test
  void callThatWasCutBeforeItWentOutIsEndedAsItGoesOut() {
    call.cut();
    call.onCut(aborts::incrementAndGet);
    assertThat(aborts).hasValue(1);
  }

  @Test
  void cutBeforeThereIsAnythingToEndIsHarmless() {
    call.cut();
    call.cut();
    assertThat(call.isCut()).isTrue();
  }

  @Test
  void cutTwiceIsHarmless() {
    call.onCut(aborts::incrementAndGet);
    call.cut();
    call.cut();
    assertThat(call.isCut()).isTrue();
    assertThat(aborts).hasValueBetween(1, 2); // aborting is harmless when repeated
  }

  @Test
  void callerWhoLeavesEndsTheUpstreamsPartWithoutCuttingTheCall() {
    call.onCut(aborts::incrementAndGet);
    call.leave();
    assertThat(aborts).hasValue(1);
    call.onCut(aborts::incrementAndGet);
    assertThat(aborts).as("what goes out later is ended too").hasValue(2);
    assertThat(call.isCut()).isFalse();
  }

  @Test
  void callKnowsWhatItHangsOn() {
    assertThat(call.grant()).hasToString("GGGGGGGGGGGGGGGGGGGGGG");
    assertThat(call.grantEnds()).isEqualTo(GrantViews.NOON);
  }
}
