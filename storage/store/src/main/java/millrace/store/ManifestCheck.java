package millrace.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoredObject;

/// Looks at a node's manifests while no server writes them, and takes out what is damaged when told to. Nothing is
/// erased: what is taken out goes on under `<node>/set-aside/`.
///
/// Threads: any.
public final class ManifestCheck {
  private final ObjectStore objects;
  private final String prefix;

  /// @param node the node's id
  public ManifestCheck(ObjectStore objects, String node) {
    this.objects = objects;
    this.prefix = node + "/";
  }

  /// One version of the manifest.
  ///
  /// @param version 0 when it does not stand
  /// @param sizeBytes of the object; what it rests on is in others
  /// @param follows the version that it changes; 0 for one that rests on no other
  /// @param coveredSegment the log is in the files up to a batch of this segment
  /// @param coveredBatch that batch
  /// @param setAside files taken out before as damaged
  /// @param damage empty when it stands
  public record Version(
      String name, long version, long sizeBytes, long follows, long coveredSegment, int coveredBatch, int files, int deletions,
      int setAside, String damage) {}

  /// Every version, the newest first.
  public List<Version> versions() {
    List<Version> versions = new ArrayList<>();
    Map<String, Optional<byte[]>> known = new HashMap<>();
    for (StoredObject object : listed()) {
      versions.add(version(object, name -> known.computeIfAbsent(name, objects::get)));
    }
    return versions;
  }

  /// The files that the newest version that stands lists, those taken out before at the end.
  public List<FileDescription> files() {
    Optional<Manifest> manifest = newest();
    List<FileDescription> files = new ArrayList<>();
    manifest.ifPresent(found -> {
      found.files().forEach(file -> files.add(describe(found, file, false)));
      found.damaged().forEach(file -> files.add(describe(found, file, true)));
    });
    return files;
  }

  /// The first segment of the log that a start needs.
  public long firstNeededSegment() {
    return Math.max(1, newest().map(manifest -> manifest.covered().sequence()).orElse(1L));
  }

  /// Data files that the newest standing version does not list: left by attempts that failed, removed by a start.
  public List<String> unlisted() {
    Set<String> listed = new HashSet<>();
    files().forEach(file -> listed.add(file.name()));
    return objects.list(prefix + "dbs/", "").stream()
        .map(StoredObject::name)
        .filter(name -> !listed.contains(name))
        .toList();
  }

  /// Takes files out of those that count; their objects stay where they are.
  ///
  /// @param names objects, as [#files] has them
  public void takeOut(Set<String> names) {
    Manifest manifest = newest().orElseThrow();
    Manifest next = manifest.next(manifest.lastGeneration(), manifest.nextFileId(), manifest.nextShardId());
    new ManifestLog(objects, prefix, 0).commit(
        next.withDamaged(file -> names.contains(prefix + file.name(manifest.shards().get(file.shardId())))));
  }

  /// Moves a damaged version away, or one that rests on a damaged one, so that a start takes the one before it. What only the damaged one listed would be
  /// removed by that start, so files that no standing version lists are moved along.
  ///
  /// @return where everything went, a name each
  public List<String> setAside(String manifest) {
    boolean isNewest = listed().getFirst().name().equals(manifest);
    List<String> moved = new ArrayList<>();
    if (isNewest) {
      unlisted().forEach(file -> moved.add(move(file)));
    }
    moved.add(move(manifest));
    return moved;
  }

  private String move(String name) {
    String target = prefix + "set-aside/" + name.substring(prefix.length());
    objects.put(target, objects.get(name).orElseThrow());
    objects.delete(name);
    return target;
  }

  private List<StoredObject> listed() {
    return objects.list(prefix + "snapshots/", "");
  }

  private Optional<Manifest> newest() {
    for (StoredObject object : listed()) {
      Optional<Manifest> manifest = tryRead(object.name());
      if (manifest.isPresent()) {
        return manifest;
      }
    }
    return Optional.empty();
  }

  private Optional<Manifest> tryRead(String name) {
    try {
      return objects.get(name).map(bytes -> chain(name, bytes, objects::get).manifest());
    } catch (MillraceException e) {
      return Optional.empty();
    }
  }

  private ManifestChain chain(String name, byte[] bytes, Function<String, Optional<byte[]>> earlier) {
    return ManifestChain.read(earlier, prefix + "snapshots/", name, bytes);
  }

  private Version version(StoredObject object, Function<String, Optional<byte[]>> reader) {
    try {
      byte[] bytes = reader.apply(object.name()).orElse(new byte[0]);
      ManifestChain chain = chain(object.name(), bytes, reader);
      Manifest manifest = chain.manifest();
      long follows = chain.links().size() > 1 ? chain.links().get(1).id().version() : 0;
      String expected = ManifestLog.name(prefix + "snapshots/", manifest.version());
      String damage = expected.equals(object.name())
          ? ""
          : "it is version " + manifest.version() + ", which belongs under " + expected;
      return new Version(
          object.name(), manifest.version(), object.sizeBytes(), follows, manifest.covered().sequence(),
          manifest.covered().index(), manifest.files().size(), manifest.tombstones().size(), manifest.damaged().size(),
          damage);
    } catch (MillraceException e) {
      return new Version(object.name(), 0, object.sizeBytes(), 0, 0, 0, 0, 0, 0, e.getMessage());
    }
  }

  private FileDescription describe(Manifest manifest, StoredFile file, boolean isDamaged) {
    return FileDescription.of(file, manifest.shards().get(file.shardId()), prefix, isDamaged);
  }
}
