//! What somebody asks of the running server, and how it is answered: once it is durable.

use tokio::sync::{mpsc, oneshot};

use crate::core::{Command, Done, Rejection};
use crate::store::{Actor, Once};

/// Requests that wait for the loop; whoever comes when there are more is sent away.
const WAITING: usize = 64;

/// One command, who gives it, and who waits for the answer.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) command: Command,
    pub(crate) actor: Actor,
    pub(crate) once: Option<Once>,
    /// Whether what it changes has been looked for in the store.
    pub(crate) is_recalled: bool,
    pub(crate) reply: oneshot::Sender<Result<Done, Refusal>>,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It cannot be done.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// Nothing can be made durable now; ask again later.
    #[error("the database takes nothing now; ask again in a few seconds")]
    Busy,
    /// A request with this key has been done already.
    #[error("a request with this key has been done already")]
    Repeated,
    /// The server is about to stop.
    #[error("the server is stopping")]
    Stopping,
}

/// Sends requests to the loop.
#[derive(Clone, Debug)]
pub struct Desk {
    requests: mpsc::Sender<Request>,
}

impl Desk {
    pub(crate) fn new() -> (Self, mpsc::Receiver<Request>) {
        let (requests, receiver) = mpsc::channel(WAITING);
        (Self { requests }, receiver)
    }

    /// Has a command done; when this answers that it is, what follows from it is durable.
    ///
    /// # Errors
    /// A [`Refusal`]; then nothing has changed.
    pub async fn ask(
        &self,
        command: Command,
        actor: Actor,
        once: Option<Once>,
    ) -> Result<Done, Refusal> {
        let (reply, answer) = oneshot::channel();
        let request = Request {
            command,
            actor,
            once,
            is_recalled: false,
            reply,
        };
        match self.requests.try_send(request) {
            Ok(()) => answer.await.unwrap_or(Err(Refusal::Stopping)),
            Err(mpsc::error::TrySendError::Full(_)) => Err(Refusal::Busy),
            Err(mpsc::error::TrySendError::Closed(_)) => Err(Refusal::Stopping),
        }
    }
}
