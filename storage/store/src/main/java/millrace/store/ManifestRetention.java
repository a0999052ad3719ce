package millrace.store;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoredObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes versions of the manifest that nobody needs any more. Kept are the newest ones for people, and the newest one
/// that shares nothing with them: when the largest object of all is damaged, there is still one to go back to.
///
/// What is torn goes once something newer counts; what is damaged in another way stays, to be looked at.
///
/// Threads: one at a time.
final class ManifestRetention {
  private static final Logger LOG = LoggerFactory.getLogger(ManifestRetention.class);

  private static final int KEPT = 4;

  private final ObjectStore objects;
  private final String prefix;

  /// What each version rests on, itself first, by its name: the newest version first. Empty for one that does not stand.
  private final NavigableMap<String, List<String>> versions = new TreeMap<>();

  ManifestRetention(ObjectStore objects, String prefix) {
    this.objects = objects;
    this.prefix = prefix;
  }

  /// @param names of a version that counts and of those it rests on
  void counts(List<String> names) {
    versions.put(names.getFirst(), List.copyOf(names));
  }

  /// Takes in the versions that others have left behind.
  void takeIn() {
    String newest = versions.firstKey();
    for (StoredObject object : objects.list(prefix, newest)) {
      if (!versions.containsKey(object.name())) {
        read(object.name()).ifPresent(names -> versions.put(object.name(), names));
      }
    }
  }

  /// Removes what is not needed, the newest first: while a version is there, so is what it rests on. What cannot be
  /// removed now is removed another time.
  void removeOthers() {
    Set<String> needed = needed();
    for (String name : List.copyOf(versions.keySet())) {
      if (!needed.contains(name)) {
        try {
          objects.delete(name);
        } catch (MillraceException e) {
          LOG.warn("old manifest {} stays for now: {}", name, e.getMessage());
          return;
        }
        versions.remove(name);
      }
    }
  }

  private Set<String> needed() {
    List<List<String>> standing = versions.values().stream().filter(names -> !names.isEmpty()).toList();
    String oldest = standing.getFirst().getLast();
    Stream<List<String>> apart = standing.stream().filter(names -> !names.getLast().equals(oldest)).limit(1);
    return Stream.concat(standing.stream().limit(KEPT), apart).flatMap(List::stream).collect(Collectors.toSet());
  }

  /// @return what a version rests on, itself first; none when it is torn; empty when it is damaged
  private Optional<List<String>> read(String name) {
    Optional<byte[]> bytes = objects.get(name);
    if (bytes.isEmpty() || ManifestCodec.isTorn(bytes.get())) {
      return Optional.of(List.of());
    }
    try {
      return Optional.of(names(ManifestCodec.decode(name, bytes.get())));
    } catch (MillraceException damaged) {
      return Optional.empty();
    }
  }

  private List<String> names(ManifestCodec.Written written) {
    List<String> names = new ArrayList<>();
    names.add(ManifestLog.name(prefix, written.id().version()));
    written.earlier().forEach(earlier -> names.add(ManifestLog.name(prefix, earlier.version())));
    return names;
  }
}
