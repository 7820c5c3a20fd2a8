//! Everything that is logged, by us and by what we use, down to the last trace.

use std::io;
use std::sync::{Arc, Mutex};

use tracing_subscriber::filter::LevelFilter;

/// What has been logged since it began to listen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Logged(Arc<Mutex<Vec<u8>>>);

impl Logged {
    /// Listens to all of this process.
    pub(crate) fn listen() -> Self {
        let log = Self::default();
        let writer = log.clone();
        tracing_subscriber::fmt()
            .with_writer(move || writer.clone())
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .init();
        // What some libraries say goes the older way.
        let older: &'static Self = Box::leak(Box::new(log.clone()));
        log::set_logger(older).expect("nobody else listens");
        log::set_max_level(log::LevelFilter::Trace);
        log
    }

    pub(crate) fn text(&self) -> String {
        let bytes = self.0.lock().expect("nobody panics in between");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn note(&self, bytes: &[u8]) {
        let mut kept = self.0.lock().expect("nobody panics in between");
        kept.extend(bytes);
    }
}

impl io::Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.note(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl log::Log for Logged {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        self.note(format!("{} {}\n", record.target(), record.args()).as_bytes());
    }

    fn flush(&self) {}
}
