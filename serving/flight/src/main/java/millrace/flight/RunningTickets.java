package millrace.flight;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import millrace.flight.grpc.GrpcStatus;
import millrace.flight.grpc.Stop;

/// Which query runs for which ticket, so that whoever holds the ticket can cancel it. A ticket is its command with a random
/// name: a field that `Any` does not have, which everybody else passes over. Nothing is kept of a ticket nobody reads.
///
/// Threads: any.
final class RunningTickets {
  private static final int NAME = 15;

  private final Set<Running> running = ConcurrentHashMap.newKeySet();

  private record Running(ByteString name, String database, Stop stop) {}

  /// A query at work; closed when it is over.
  interface Entry extends AutoCloseable {
    @Override
    void close();
  }

  /// A new ticket for a command.
  ///
  /// @param command an `Any`
  static ByteString ticket(ByteString command) {
    UUID random = UUID.randomUUID();
    ByteBuffer name = ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(random.getMostSignificantBits()).putLong(random.getLeastSignificantBits()).flip();
    UnknownFieldSet field = UnknownFieldSet.newBuilder()
        .addField(NAME, UnknownFieldSet.Field.newBuilder().addLengthDelimited(ByteString.copyFrom(name)).build()).build();
    return command.concat(field.toByteString());
  }

  /// Whether a ticket has a name, and so can be cancelled.
  static boolean isNamed(ByteString ticket) {
    return name(ticket).isPresent();
  }

  /// Reports that a query starts; one of a ticket without a name cannot be found later.
  Entry begin(ByteString ticket, String database, Stop stop) {
    Optional<Running> entry = name(ticket).map(name -> new Running(name, database, stop));
    entry.ifPresent(running::add);
    return () -> entry.ifPresent(running::remove);
  }

  /// Stops the queries that run for a ticket.
  ///
  /// @param permission asked first with the database of each; throws when it must not be stopped
  /// @return whether there was any
  boolean cancel(ByteString ticket, Consumer<String> permission) {
    Optional<ByteString> name = name(ticket);
    boolean isFound = false;
    for (Running query : running) {
      if (name.isPresent() && query.name.equals(name.get())) {
        permission.accept(query.database);
        query.stop.stop(GrpcStatus.CANCELLED);
        isFound = true;
      }
    }
    return isFound;
  }

  private static Optional<ByteString> name(ByteString ticket) {
    try {
      return Any.parseFrom(ticket).getUnknownFields().getField(NAME).getLengthDelimitedList().stream().findFirst();
    } catch (InvalidProtocolBufferException none) {
      return Optional.empty();
    }
  }
}
