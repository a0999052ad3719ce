package millrace.plugins;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/// What tells that a file may have changed: besides time and size the inode, which a replaced file changes, and the time
/// of status change, which no tool can set back.
record FileStamp(long sizeBytes, FileTime modified, Object inode, Object statusChanged) {
  static FileStamp of(Path path) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      Map<String, Object> attributes = Files.readAttributes(path, "unix:size,lastModifiedTime,ino,ctime");
      return new FileStamp(
          (Long) attributes.get("size"),
          (FileTime) attributes.get("lastModifiedTime"),
          attributes.get("ino"),
          attributes.get("ctime"));
    }
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    return new FileStamp(attributes.size(), attributes.lastModifiedTime(), String.valueOf(attributes.fileKey()), "");
  }
}
