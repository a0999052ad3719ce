package millrace.catalog;

/// A change to the catalog: a plain value with everything needed to repeat it, so that every node that applies the same
/// log comes to the same state. Ids are given by the state, never by the command.
public sealed interface CatalogCommand
    permits CatalogCommand.Found,
        CatalogCommand.ChooseFirstFileSpan,
        DatabaseCommand,
        TableCommand,
        TriggerCommand,
        TokenCommand,
        UserCommand,
        ContinuousQueryCommand,
        SubscriptionCommand,
        CacheCommand,
        RestoreCommand {
  /// The state after this change; `state` itself where there is nothing to change.
  ///
  /// @throws millrace.base.MillraceException when the change does not fit the state
  CatalogState applyTo(CatalogState state);

  /// The first entry of a catalog's log: gives it an identity.
  record Found(String uuid) implements CatalogCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      return state.uuid().isEmpty() ? state.withUuid(uuid) : state;
    }
  }

  /// Chooses the seconds that a file of the first generation spans, once and for all.
  ///
  /// @param seconds at least 1
  record ChooseFirstFileSpan(long seconds) implements CatalogCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      return state.firstFileSeconds() == 0 ? state.withFirstFileSeconds(seconds) : state;
    }
  }
}
