/// Backup and restore of databases while the server runs. The server's half is [BackupSessions] behind [BackupEndpoints]:
/// it holds files still, hands them out, takes them in. The other half runs in the command: [BackupCopy] and
/// [RestoreCopy] move files between a server and a [BackupArchive], a folder or bucket.
package millrace.server.backup;
