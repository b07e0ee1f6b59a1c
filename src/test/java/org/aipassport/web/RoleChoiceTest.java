package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.aipassport.identity.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoleChoiceTest {
  static Stream<Set<Role>> sets() {
    return Stream.of(
        Set.of(),
        Set.of(Role.OWNER),
        Set.of(Role.OPERATOR, Role.AUDITOR),
        EnumSet.allOf(Role.class));
  }

  @ParameterizedTest
  @MethodSource("sets")
  void boxesShowWhatSomebodyHas(Set<Role> roles) {
    RoleChoice choice = new RoleChoice(roles);
    assertThat(choice.isOwner()).isEqualTo(roles.contains(Role.OWNER));
    assertThat(choice.isOperator()).isEqualTo(roles.contains(Role.OPERATOR));
    assertThat(choice.isAuditor()).isEqualTo(roles.contains(Role.AUDITOR));
    assertThat(choice.roles()).isEqualTo(roles);
  }

  @ParameterizedTest
  @MethodSource("sets")
  void whatIsTickedIsWhatTheyGetWhateverTheyHad(Set<Role> roles) {
    for (Set<Role> before : sets().toList()) {
      RoleChoice choice = new RoleChoice(before);
      choice.setOwner(roles.contains(Role.OWNER));
      choice.setOperator(roles.contains(Role.OPERATOR));
      choice.setAuditor(roles.contains(Role.AUDITOR));
      assertThat(choice.roles()).isEqualTo(roles);
    }
  }

  @Test
  void everyRoleHasABox() {
    assertThat(Role.values()).containsExactly(Role.OWNER, Role.OPERATOR, Role.AUDITOR);
  }
}
