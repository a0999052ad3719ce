package millrace.influxql;

/// One statement. The groups follow what executing them needs: rows, names, the catalog's power to change,
/// rights, or the power to delete.
///
/// The canonical text of any statement is [InfluxQlPrinter#print(Statement)].
public sealed interface Statement
    permits SelectStatement,
        ExplainStatement,
        ShowStatement,
        SchemaStatement,
        AccessStatement,
        DeletionStatement,
        KillQuery {}
