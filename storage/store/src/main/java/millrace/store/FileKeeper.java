package millrace.store;

import millrace.base.MillraceException;

/// Hears what becomes of files in use. Called without locks held.
interface FileKeeper {
  /// No manifest lists the file and nobody reads it: its object can go.
  void remove(FileHandle handle);

  /// The file cannot be read; told once.
  void foundDamaged(FileHandle handle, MillraceException damage);
}
