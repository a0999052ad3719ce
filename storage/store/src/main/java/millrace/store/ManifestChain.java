package millrace.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// A version of the manifest as it lies in the object store: what it changes, and the earlier versions that it changes.
///
/// **The idea.** Writing ten thousand files down because one has come is waste, and reading ten thousand changes at a
/// start is as well. So a version takes along what the versions before it say as long as these are not much larger than
/// itself: the sizes from the newest to the oldest at least double, there are few of them however many files are listed,
/// and each line is written again as many times at most.
///
/// @param links the newest first; the last changes nothing earlier
record ManifestChain(List<Link> links) {
  /// Before the first version.
  static final ManifestChain EMPTY = new ManifestChain(List.of());

  /// A version is taken along when it is at most so many times as large.
  private static final int GROWTH = 2;

  /// One object of a chain.
  record Link(ManifestCodec.Named id, ManifestChange change, int sizeBytes) {}

  /// A version to be.
  ///
  /// @param change over `earlier`
  record Draft(ManifestChange change, List<Link> earlier) {
    List<ManifestCodec.Named> names() {
      return earlier.stream().map(Link::id).toList();
    }

    /// This as it was stored.
    ManifestChain stored(ManifestCodec.Named id, int sizeBytes) {
      return new ManifestChain(Stream.concat(Stream.of(new Link(id, change, sizeBytes)), earlier.stream()).toList());
    }
  }

  /// Follows a version to all it rests on.
  ///
  /// @param objects has the others, by name
  /// @param name of this one
  /// @throws MillraceException with code CORRUPT when one of them is missing or damaged, STORE_UNAVAILABLE
  static ManifestChain read(Function<String, Optional<byte[]>> objects, String prefix, String name, byte[] bytes) {
    ManifestCodec.Written newest = ManifestCodec.decode(name, bytes);
    List<Link> links = new ArrayList<>();
    links.add(new Link(newest.id(), newest.change(), bytes.length));
    for (ManifestCodec.Named earlier : newest.earlier()) {
      links.add(readEarlier(objects, ManifestLog.name(prefix, earlier.version()), earlier, name));
    }
    return new ManifestChain(links);
  }

  private static Link readEarlier(
      Function<String, Optional<byte[]>> objects, String name, ManifestCodec.Named wanted, String newest) {
    Optional<byte[]> bytes = objects.apply(name);
    if (bytes.isEmpty()) {
      throw new MillraceException(ErrorCode.CORRUPT, "manifest " + newest + " rests on " + name + ", which is missing");
    }
    ManifestCodec.Written found;
    try {
      found = ManifestCodec.decode(name, bytes.get());
    } catch (MillraceException e) {
      throw new MillraceException(ErrorCode.CORRUPT, "manifest " + newest + " rests on another: " + e.getMessage(), e);
    }
    if (!found.id().equals(wanted)) {
      throw new MillraceException(
          ErrorCode.CORRUPT, "manifest " + newest + " rests on " + name + ", and another version has that name");
    }
    return new Link(wanted, found.change(), bytes.get().length);
  }

  /// Everything together.
  Manifest manifest() {
    Manifest manifest = Manifest.EMPTY;
    for (Link link : links.reversed()) {
      manifest = link.change.over(manifest);
    }
    return manifest;
  }

  /// What to write for a change of this.
  ///
  /// @param smallBytes versions up to this size are always taken along
  Draft draft(ManifestChange change, int smallBytes) {
    ManifestChange all = change;
    int size = ManifestCodec.sizeBytes(all);
    int taken = 0;
    while (taken < links.size() && links.get(taken).sizeBytes <= Math.max(smallBytes, GROWTH * (long) size)) {
      all = all.after(links.get(taken).change);
      size = ManifestCodec.sizeBytes(all);
      taken++;
    }
    return new Draft(all, links.subList(taken, links.size()));
  }
}
