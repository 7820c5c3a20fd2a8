//! What was acknowledged is on the disk: whatever kills the server, whatever the disk refuses, whoever
//! holds the database.

mod archives;
mod backups;
mod database;
mod full;
mod hasty;
mod held;
mod kills;
mod publish;
mod synced;
mod writers;
