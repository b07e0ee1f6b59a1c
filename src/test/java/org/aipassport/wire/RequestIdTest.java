package org.aipassport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import org.aipassport.support.FakeRequest;
import org.junit.jupiter.api.Test;

class RequestIdTest {
  @Test
  void requestKeepsItsId() {
    HttpServletRequest request = FakeRequest.get("/").servlet();
    assertThat(RequestId.of(request)).isEqualTo(RequestId.of(request));
  }

  @Test
  void callerCannotChooseTheId() {
    HttpServletRequest request =
        FakeRequest.get("/").with(RequestId.HEADER, "AAAAAAAAAAAAAAAAAAAAAA").servlet();
    assertThat(RequestId.of(request).value()).isNotEqualTo("AAAAAAAAAAAAAAAAAAAAAA");
    assertThat(RequestId.of(request)).isNotEqualTo(RequestId.of(FakeRequest.get("/").servlet()));
  }
}
