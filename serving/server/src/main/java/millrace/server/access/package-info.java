/// Who may what. Main type: [Authorization], which says what somebody may do; how that somebody was recognised it must not
/// know.
package millrace.server.access;
