package org.aipassport.persistence;

import static java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Files that are their owner's alone, where the file system knows POSIX permissions. */
final class PrivateFiles {
  private static final Set<PosixFilePermission> OWNER =
      Set.of(OWNER_READ, OWNER_WRITE, OWNER_EXECUTE);

  private PrivateFiles() {}

  /** Creates a directory, mode 0700, unless it is there. */
  static void createDirectory(Path directory) throws IOException {
    if (isPosix(directory)) {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER));
    } else {
      Files.createDirectories(directory);
    }
  }

  /** Makes a directory 0700. */
  static void closeDirectory(Path directory) throws IOException {
    if (isPosix(directory)) {
      Files.setPosixFilePermissions(directory, OWNER);
    }
  }

  /** Whether nobody but its owner may read, write or run a file. */
  static boolean isPrivate(Path file) throws IOException {
    return !isPosix(file) || OWNER.containsAll(Files.getPosixFilePermissions(file));
  }

  /** Forces all files and directories under {@code root} to disk. */
  static void forceTree(Path root) throws IOException {
    for (Path path : tree(root)) {
      force(path);
    }
  }

  /** Forces one file, or a directory's list of names, to disk. */
  static void force(Path path) throws IOException {
    boolean directory = Files.isDirectory(path);
    if (directory && !isPosix(path)) {
      return; // Windows opens no directories and needs no such thing
    }
    StandardOpenOption mode = directory ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }

  static void deleteTree(Path root) throws IOException {
    for (Path path : tree(root)) {
      Files.delete(path);
    }
  }

  /** Children before their parents; symbolic links are not followed. */
  private static List<Path> tree(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.sorted(Comparator.reverseOrder()).toList();
    }
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
