package org.aipassport.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.providers.UsageUnit;
import org.aipassport.values.NanoUsd;
import org.junit.jupiter.api.Test;

class BillTest {
  private static final Bill.Line INPUT =
      new Bill.Line(UsageUnit.INPUT, 7, OptionalLong.of(2_500_000_000L), "standard above 200000");

  @Test
  void isReadAsItWasWritten() {
    for (Bill bill :
        List.of(
            new Bill(List.of(INPUT), Optional.of(new NanoUsd(17_500))),
            new Bill(
                List.of(
                    INPUT,
                    new Bill.Line(
                        UsageUnit.WEB_SEARCH, Long.MAX_VALUE, OptionalLong.empty(), "flex")),
                Optional.empty()),
            new Bill(List.of(), Optional.of(NanoUsd.ZERO)))) {
      assertThat(Bill.ofText(bill.text())).isEqualTo(bill);
    }
  }
}
