//! The database, held by somebody else: nothing can be made durable meanwhile.

use sqlx::{Connection, SqliteConnection};

use crate::client::Running;

/// Takes the one right to write.
pub(crate) async fn hold(running: &Running) -> SqliteConnection {
    let path = running.folder.path().join("data/pilotlight.db");
    let url = format!("sqlite://{}", path.display());
    let mut holder = SqliteConnection::connect(&url).await.expect("connects");
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut holder)
        .await
        .expect("holds");
    holder
}

/// Gives it back.
pub(crate) async fn let_go(mut holder: SqliteConnection) {
    sqlx::query("ROLLBACK")
        .execute(&mut holder)
        .await
        .expect("lets go");
}
