package millrace.server.encode;

/// A remark of a statement's answer.
record V1Message(String level, String text) {}
