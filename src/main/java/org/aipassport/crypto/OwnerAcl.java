package org.aipassport.crypto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Access control lists that let in the owner and nobody else, for file systems without modes. */
final class OwnerAcl {
  private OwnerAcl() {}

  static void putOnFile(Path file) throws IOException {
    put(file, EnumSet.noneOf(AclEntryFlag.class));
  }

  static void putOnDirectory(Path directory) throws IOException {
    put(directory, EnumSet.of(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT));
  }

  static boolean isOn(Path file) throws IOException {
    AclFileAttributeView view = Files.getFileAttributeView(file, AclFileAttributeView.class);
    return view != null && letsInOnly(view.getOwner(), view.getAcl());
  }

  /** Whether every entry that allows anything names the owner. */
  static boolean letsInOnly(UserPrincipal owner, List<AclEntry> acl) {
    return acl.stream()
        .filter(entry -> entry.type() == AclEntryType.ALLOW)
        .allMatch(entry -> entry.principal().equals(owner));
  }

  /** The one entry of an owner-only list. */
  static AclEntry entry(UserPrincipal owner, Set<AclEntryFlag> inheritance) {
    return AclEntry.newBuilder()
        .setType(AclEntryType.ALLOW)
        .setPrincipal(owner)
        .setPermissions(EnumSet.allOf(AclEntryPermission.class))
        .setFlags(inheritance)
        .build();
  }

  private static void put(Path path, Set<AclEntryFlag> inheritance) throws IOException {
    AclFileAttributeView view = Files.getFileAttributeView(path, AclFileAttributeView.class);
    if (view == null) {
      throw new IOException("this file system has neither modes nor access control lists");
    }
    view.setAcl(List.of(entry(view.getOwner(), inheritance)));
  }
}
