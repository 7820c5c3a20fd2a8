//! A connection that cannot be held open by doing little: each phase has a deadline.
//!
//! hyper has one timer for a head; this also bounds the wait for the first byte, the idle time
//! between requests, and the time that a slow reader may take to make any progress.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

/// How long a connection may take for each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// From accepting it to its first byte.
    pub first_byte: Duration,
    /// From the first byte of a head to our answer.
    pub head: Duration,
    /// Between two requests.
    pub idle: Duration,
    /// Until a reader takes more of what we write.
    pub write: Duration,
}

/// A TCP connection with deadlines.
pub(super) struct Guard {
    stream: TcpStream,
    patience: Patience,
    phase: Phase,
    deadline: Instant,
    timer: Pin<Box<Sleep>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing asked yet, or everything answered.
    Waiting,
    /// A head has begun.
    Reading,
    /// The reader does not take what we write.
    Blocked,
}

impl Guard {
    pub(super) fn new(stream: TcpStream, patience: Patience) -> Self {
        let deadline = Instant::now() + patience.first_byte;
        let timer = Box::pin(tokio::time::sleep_until(deadline));
        Self {
            stream,
            patience,
            phase: Phase::Waiting,
            deadline,
            timer,
        }
    }

    fn enter(&mut self, phase: Phase, patience: Duration) {
        self.phase = phase;
        self.deadline = Instant::now() + patience;
    }

    /// Pending until the deadline, then an error.
    fn poll_deadline(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        // Reset only when somebody waits: a busy connection never touches the timer.
        if self.timer.deadline() != self.deadline {
            self.timer.as_mut().reset(self.deadline);
        }
        ready!(self.timer.as_mut().poll(cx));
        Poll::Ready(io::Error::from(io::ErrorKind::TimedOut))
    }

    fn after_write(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.enter(Phase::Waiting, self.patience.idle);
            // hyper may wait for the next head since before this write, with the timer set for the
            // last one: it must not sleep beyond the new deadline.
            if self.deadline < self.timer.deadline() && self.poll_deadline(cx).is_ready() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            return written;
        }
        if self.phase != Phase::Blocked {
            self.enter(Phase::Blocked, self.patience.write);
        }
        self.poll_deadline(cx).map(Err)
    }
}

impl AsyncRead for Guard {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        if let Poll::Ready(result) = Pin::new(&mut self.stream).poll_read(cx, buffer) {
            if self.phase == Phase::Waiting && before < buffer.filled().len() {
                let patience = self.patience.head;
                self.enter(Phase::Reading, patience);
            }
            return Poll::Ready(result);
        }
        self.poll_deadline(cx).map(Err)
    }
}

impl AsyncWrite for Guard {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.after_write(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.after_write(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
