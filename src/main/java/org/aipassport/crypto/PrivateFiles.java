package org.aipassport.crypto;

import static java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Files that only their owner may read: mode 0600, or an owner-only ACL where there are no modes.
 * Writers of one directory, other processes included, take turns by an empty {@code .lock} in it.
 */
public final class PrivateFiles {
  private static final Set<PosixFilePermission> FILE = EnumSet.of(OWNER_READ, OWNER_WRITE);
  private static final Set<PosixFilePermission> DIRECTORY =
      EnumSet.of(OWNER_READ, OWNER_WRITE, OWNER_EXECUTE);
  private static final Object TURN = new Object();

  private PrivateFiles() {}

  /** What is done while no other writer of the directory is at work. */
  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Makes {@code file} have this content, and be private from its creation on. Killed at any
   * moment, the file is the old or the new one, whole.
   *
   * @throws IllegalStateException if that cannot be done; names the path and the reason
   */
  public static void writeAtomically(Path file, byte[] content) {
    exclusively(
        file,
        () -> {
          replace(file, content);
          return file;
        });
  }

  /** Whether nobody but its owner may read or write it; false also when that cannot be told. */
  public static boolean isPrivate(Path file) {
    try {
      if (isPosix(file)) {
        return DIRECTORY.containsAll(Files.getPosixFilePermissions(file));
      }
      return OwnerAcl.isOn(file);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Creates the directory, and those above it that are missing, for its owner only. An existing one
   * stays as it is.
   *
   * @throws IllegalStateException if that cannot be done; names the path and the reason
   */
  public static void createPrivateDirectory(Path dir) {
    if (Files.isDirectory(dir)) {
      return;
    }
    try {
      if (isPosix(dir)) {
        Files.createDirectories(dir, PosixFilePermissions.asFileAttribute(DIRECTORY));
      } else {
        Files.createDirectories(dir);
        OwnerAcl.putOnDirectory(dir);
      }
    } catch (IOException e) {
      throw new IllegalStateException(dir + " cannot be created: " + reason(e), e);
    }
  }

  /** Runs {@code work} while no other thread or process writes beside {@code file}. */
  static <T> T exclusively(Path file, Work<T> work) {
    synchronized (TURN) {
      try (FileChannel channel = openLock(file)) {
        channel.lock(); // until it is closed
        return work.run();
      } catch (IOException e) {
        throw new IllegalStateException(file + " cannot be written: " + reason(e), e);
      } catch (OverlappingFileLockException e) {
        throw new IllegalStateException(
            file + " is being written by another application of this server", e);
      }
    }
  }

  /** To be called in turn only. */
  static void replace(Path file, byte[] content) throws IOException {
    Path fresh = temporary(file);
    Files.deleteIfExists(fresh); // left by a killed process, perhaps with other permissions
    createPrivate(fresh);
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceDirectory(directory(file));
  }

  /** Where the content of {@code file} is prepared; what lies there without a turn is rubbish. */
  static Path temporary(Path file) {
    return file.resolveSibling(file.getFileName() + ".new");
  }

  /** Why an operation failed, for people; the path is told by whoever asks. */
  static String reason(IOException e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  private static void createPrivate(Path file) throws IOException {
    if (isPosix(file)) {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
    } else {
      Files.createFile(file);
      OwnerAcl.putOnFile(file); // still empty
    }
    if (!isPrivate(file)) {
      Files.delete(file);
      throw new IOException("this file system cannot keep a file private");
    }
  }

  private static FileChannel openLock(Path file) throws IOException {
    Path lock = directory(file).resolve(".lock");
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    return isPosix(file)
        ? FileChannel.open(lock, options, PosixFilePermissions.asFileAttribute(FILE))
        : FileChannel.open(lock, options);
  }

  /** A rename is durable once its directory is. */
  private static void forceDirectory(Path directory) throws IOException {
    if (isPosix(directory)) { // elsewhere a directory cannot be opened
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static Path directory(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a directory");
  }

  private static boolean isPosix(Path path) {
    return Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
  }
}
