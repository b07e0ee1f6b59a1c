package org.aipassport.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnerAclTest {
  private static final UserPrincipal OWNER = new Person("owner");
  private static final UserPrincipal OTHER = new Person("other");

  private record Person(String name) implements UserPrincipal {
    @Override
    public String getName() {
      return name;
    }
  }

  @Test
  void ourOwnListLetsInTheOwnerOnly() {
    assertThat(OwnerAcl.letsInOnly(OWNER, List.of(OwnerAcl.entry(OWNER, Set.of())))).isTrue();
    assertThat(OwnerAcl.entry(OWNER, Set.of()).permissions())
        .contains(AclEntryPermission.READ_DATA, AclEntryPermission.WRITE_DATA);
  }

  @Test
  void entryThatAllowsAnotherLetsInAnother() {
    List<AclEntry> acl = List.of(OwnerAcl.entry(OWNER, Set.of()), entry(AclEntryType.ALLOW, OTHER));
    assertThat(OwnerAcl.letsInOnly(OWNER, acl)).isFalse();
  }

  @Test
  void entryThatDeniesAnotherDoesNoHarm() {
    List<AclEntry> acl = List.of(entry(AclEntryType.DENY, OTHER), OwnerAcl.entry(OWNER, Set.of()));
    assertThat(OwnerAcl.letsInOnly(OWNER, acl)).isTrue();
  }

  private static AclEntry entry(AclEntryType type, UserPrincipal principal) {
    return AclEntry.newBuilder()
        .setType(type)
        .setPrincipal(principal)
        .setPermissions(AclEntryPermission.READ_DATA)
        .build();
  }
}
