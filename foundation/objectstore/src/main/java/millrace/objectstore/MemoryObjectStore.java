package millrace.objectstore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// Objects on the heap: for tests, and for a server that is to forget. Takes objects whole only, as a bucket does.
/// Closing keeps them, so that a second opening can be played.
public final class MemoryObjectStore implements ObjectStore {
  private final ConcurrentNavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

  @Override
  public Optional<byte[]> get(String name) {
    return Optional.ofNullable(objects.get(ObjectNames.check(name))).map(byte[]::clone);
  }

  @Override
  public byte[] range(String name, long offset, int length) {
    StoreFaults.checkRange(name, offset, length);
    byte[] content = objects.get(ObjectNames.check(name));
    if (content == null) {
      throw StoreFaults.missing(name);
    }
    if (offset > content.length - length) {
      throw StoreFaults.tooShort(name, content.length, offset, length);
    }
    return Arrays.copyOfRange(content, (int) offset, (int) offset + length);
  }

  @Override
  public void put(String name, byte[] content) {
    objects.put(ObjectNames.check(name), content.clone());
  }

  @Override
  public boolean putIfAbsent(String name, byte[] content) {
    return objects.putIfAbsent(ObjectNames.check(name), content.clone()) == null;
  }

  @Override
  public List<StoredObject> list(String prefix, String startAfter) {
    List<StoredObject> found = new ArrayList<>();
    for (Map.Entry<String, byte[]> object : objects.tailMap(ObjectNames.checkPrefix(prefix), true).entrySet()) {
      if (!object.getKey().startsWith(prefix)) {
        break;
      }
      if (object.getKey().compareTo(startAfter) > 0) {
        found.add(new StoredObject(object.getKey(), object.getValue().length));
      }
    }
    return found;
  }

  @Override
  public void delete(String name) {
    objects.remove(ObjectNames.check(name));
  }

  @Override
  public void close() {}
}
