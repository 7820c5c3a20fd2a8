//! nginx, which serves a published folder.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Guarded, get, until};

/// A running nginx; it ends with the test that started it.
#[derive(Debug)]
pub struct Nginx {
    /// Where it listens.
    pub address: SocketAddr,
    _child: Guarded,
}

impl Nginx {
    /// Serves `root` with these lines in its `server` block, and keeps what it needs in `place`, a folder
    /// that is not there yet. Answers when it answers.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn serve(root: &Path, lines: &str, place: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        drop(listener);
        fs::create_dir(place).expect("a folder");
        let text = format!(
            "daemon off; master_process off; pid {place}/pid; error_log {place}/error.log;\n\
             events {{}}\n\
             http {{ access_log off; client_body_temp_path {place}; proxy_temp_path {place};\n\
             fastcgi_temp_path {place}; uwsgi_temp_path {place}; scgi_temp_path {place};\n\
             keepalive_requests 1000000;\n\
             server {{ listen {address}; root {};\n{lines}}} }}\n",
            root.display(),
            place = place.display(),
        );
        let file = place.join("nginx.conf");
        fs::write(&file, text).expect("can be written");
        let mut command = Command::new("nginx");
        command.arg("-c").arg(&file).arg("-p").arg(place);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let child = Guarded::spawn(command.stderr(Stdio::null()));
        until("nginx to answer", || get(address, "/"));
        Self {
            address,
            _child: child,
        }
    }
}
