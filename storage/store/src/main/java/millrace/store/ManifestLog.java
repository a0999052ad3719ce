package millrace.store;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoredObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The manifests of one node in the object store: each version an object, put only if its number is free, that says
/// what it changes in earlier ones, see [ManifestChain].
///
/// An answer may get lost on the way, and the log is trimmed once a manifest stands. So every put is read back, and its
/// nonce tells whether it is ours. What an earlier attempt of this process left under a number, whole or torn, is
/// passed over with the next number: a version rests on those that counted, which it names, and never on an attempt.
/// Anything else means that another process owns the node now.
///
/// A process may die before it has read back. Then a start may find, as the newest, the beginning of a manifest and no
/// more: that was never acknowledged, and the one before it counts. Damage of any other kind stops the start.
///
/// Threads: one at a time.
final class ManifestLog {
  private static final Logger LOG = LoggerFactory.getLogger(ManifestLog.class);

  /// A store that tears so many puts in a row is left alone for a while.
  private static final int MOST_TRIES = 20;

  private final ObjectStore objects;
  private final String prefix;
  private final UUID writer = UUID.randomUUID();

  private final int smallBytes;
  private final ManifestRetention retention;

  /// The version that counts.
  private ManifestChain counting = ManifestChain.EMPTY;

  private Manifest current = Manifest.EMPTY;

  /// @param smallBytes see [ManifestChain#draft]
  ManifestLog(ObjectStore objects, String prefix, int smallBytes) {
    this.objects = objects;
    this.prefix = prefix + "snapshots/";
    this.smallBytes = smallBytes;
    this.retention = new ManifestRetention(objects, this.prefix);
  }

  /// The newest manifest, an empty one when there is none.
  ///
  /// @throws MillraceException with code CORRUPT when the newest is damaged, or one it rests on, STORE_UNAVAILABLE
  Manifest newest() {
    for (StoredObject object : objects.list(prefix, "")) {
      String name = object.name();
      byte[] bytes = objects.get(name).orElseThrow(
          () -> new MillraceException(ErrorCode.STORE_UNAVAILABLE, "manifest " + name + " is listed but not there"));
      if (!ManifestCodec.isTorn(bytes)) {
        counts(ManifestChain.read(objects::get, prefix, name, bytes));
        current = counting.manifest();
        return current;
      }
      LOG.warn("manifest {} ends early and was never acknowledged, the one before it counts", name);
    }
    return Manifest.EMPTY;
  }

  /// Makes a manifest the newest.
  ///
  /// @param manifest made from the newest one
  /// @return it, with the number it got
  /// @throws MillraceException with code STORE_UNAVAILABLE when it may not have been stored, CONFLICT when another
  ///   process
  ///     writes this node's manifests
  Manifest commit(Manifest manifest) {
    ManifestChain.Draft draft = counting.draft(ManifestChange.between(current, manifest), smallBytes);
    Manifest attempt = manifest;
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      ManifestCodec.Written written = new ManifestCodec.Written(
          draft.change().withVersion(attempt.version()), draft.names(), writer, UUID.randomUUID());
      byte[] bytes = ManifestCodec.encode(written);
      Optional<ManifestCodec.Written> found = put(name(attempt.version()), bytes);
      if (found.isPresent() && found.get().nonce().equals(written.nonce())) {
        counts(draft.stored(written.id(), bytes.length));
        current = attempt;
        retention.removeOthers();
        return attempt;
      }
      if (found.isPresent() && !found.get().writer().equals(writer)) {
        throw new MillraceException(
            ErrorCode.CONFLICT, "manifest " + name(attempt.version()) + " was written by another process");
      }
      attempt = attempt.withVersion(attempt.version() + 1);
    }
    throw new MillraceException(
        ErrorCode.STORE_UNAVAILABLE, MOST_TRIES + " manifests before " + name(attempt.version()) + " cannot be read");
  }

  /// Removes what earlier processes have left of versions that nobody needs.
  void trim() {
    if (!counting.links().isEmpty()) {
      retention.takeIn();
      retention.removeOthers();
    }
  }

  private void counts(ManifestChain chain) {
    counting = chain;
    retention.counts(chain.links().stream().map(link -> name(link.id().version())).toList());
  }

  /// @return what has the name now; empty when that cannot be read
  private Optional<ManifestCodec.Written> put(String name, byte[] bytes) {
    Optional<MillraceException> failure = tryPut(name, bytes);
    byte[] found = objects.get(name).orElseThrow(() -> absent(name, failure));
    try {
      return Optional.of(ManifestCodec.decode(name, found));
    } catch (MillraceException e) {
      return Optional.empty();
    }
  }

  private Optional<MillraceException> tryPut(String name, byte[] bytes) {
    try {
      objects.putIfAbsent(name, bytes);
      return Optional.empty();
    } catch (MillraceException e) {
      return Optional.of(e);
    }
  }

  private static MillraceException absent(String name, Optional<MillraceException> failure) {
    return failure.orElseGet(
        () -> new MillraceException(ErrorCode.STORE_UNAVAILABLE, "manifest " + name + " was put and is not there"));
  }

  /// Counted down, so that the newest is listed first.
  private String name(long version) {
    return name(prefix, version);
  }

  static String name(String prefix, long version) {
    return String.format(Locale.ROOT, "%s%020d.manifest", prefix, Long.MAX_VALUE - version);
  }
}
