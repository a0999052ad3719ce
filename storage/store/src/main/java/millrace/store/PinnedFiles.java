package millrace.store;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// The files of a database as of one place in the log, kept until closed whatever merges, deletions and retention do
/// meanwhile: what a backup copies.
///
/// Threads: any.
public final class PinnedFiles implements AutoCloseable {
  private final byte[] manifest;
  private final List<FileDescription> files;
  private final Map<String, FileHandle> handles;
  private boolean isClosed;

  /// @param handles held on behalf of this
  PinnedFiles(byte[] manifest, List<FileDescription> files, List<FileHandle> handles) {
    this.manifest = manifest;
    this.files = List.copyOf(files);
    this.handles = handles.stream().collect(Collectors.toMap(FileHandle::name, Function.identity()));
  }

  /// What [Store#adopt] needs to take the files in again: files, shards and deletions, in the form of a manifest.
  public byte[] manifest() {
    return manifest.clone();
  }

  /// The files; those found damaged before are among them, marked so, and cannot be read.
  public List<FileDescription> files() {
    return files;
  }

  /// A part of a file.
  ///
  /// @throws MillraceException with code NOT_FOUND for a file that is not among them, INVALID_ARGUMENT for a part
  ///     beyond its end, STORE_UNAVAILABLE, SHUTTING_DOWN once closed
  public synchronized byte[] read(String name, long offset, int length) {
    if (isClosed) {
      throw new MillraceException(ErrorCode.SHUTTING_DOWN, "the files of this backup have been let go");
    }
    FileHandle handle = handles.get(name);
    if (handle == null) {
      throw new MillraceException(ErrorCode.NOT_FOUND, "no data file " + name + " in this backup");
    }
    if (offset < 0 || length < 0 || offset > handle.bytes().sizeBytes() - length) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT, "data file " + name + " has " + handle.bytes().sizeBytes() + " bytes, asked for "
              + length + " from " + offset + " on");
    }
    return handle.bytes().read(offset, length);
  }

  /// Lets the files go. Twice is harmless.
  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      handles.values().forEach(FileHandle::release);
    }
  }
}
