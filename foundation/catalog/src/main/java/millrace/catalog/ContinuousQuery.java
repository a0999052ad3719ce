package millrace.catalog;

/// A statement that runs again and again on its own.
///
/// @param text the whole CREATE CONTINUOUS QUERY in canonical text, databases and policies filled in
public record ContinuousQuery(String name, String text) {}
