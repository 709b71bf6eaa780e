//! A proxy between the program and its server that knows the phase of an apply, and causes a fault at a given moment.

use crate::support::{frame, startup};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A phase of an apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// It connects and reads the database, until it requests the lock.
    BeforeLock,
    /// It takes the lock, compares the database with what it read, and writes.
    Writing,
    /// It reads back what it wrote.
    ReadingBack,
    /// It commits.
    Commit,
}

impl Phase {
    /// Every phase, in order.
    pub const ALL: [Self; 4] = [Self::BeforeLock, Self::Writing, Self::ReadingBack, Self::Commit];

    /// The phase that begins with a message of the program, if one does.
    fn begun_by(message: &[u8]) -> Option<Self> {
        let says = |text: &str| message.windows(text.len()).any(|part| part == text.as_bytes());
        match message {
            [b'Q', _, _, _, _, rest @ ..] if rest == b"COMMIT\0" => Some(Self::Commit),
            _ if says("SET CONSTRAINTS ALL IMMEDIATE") => Some(Self::ReadingBack),
            _ if says("pg_advisory_xact_lock") => Some(Self::Writing),
            _ => None,
        }
    }
}

/// A fault that is caused once.
pub struct Harm {
    /// The phase in which it is caused.
    pub phase: Phase,
    /// How long after the beginning of the phase.
    pub delay: Duration,
    /// Whether the message that begins the phase still reaches the server.
    pub passes: bool,
    /// Causes the fault.
    pub act: Box<dyn FnOnce(&Tap) + Send>,
}

/// A proxy between the program and its server.
#[derive(Clone)]
pub struct Tap(Arc<Inner>);

struct Inner {
    port: u16,
    socket: PathBuf,
    now: Mutex<Phase>,
    harm: Mutex<Option<Harm>>,
    /// The phase in which the fault was caused.
    harmed: Mutex<Option<Phase>>,
    links: Mutex<Vec<(TcpStream, UnixStream)>>,
}

impl Tap {
    /// A proxy to the server with this socket, which causes the fault.
    pub fn new(socket: PathBuf, harm: Option<Harm>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let tap = Self(Arc::new(Inner {
            port,
            socket,
            now: Mutex::new(Phase::BeforeLock),
            harm: Mutex::new(harm),
            harmed: Mutex::new(None),
            links: Mutex::new(Vec::new()),
        }));
        let accepting = tap.clone();
        thread::spawn(move || listener.incoming().flatten().for_each(|client| accepting.serve(client)));
        // No message begins the first phase, so its fault is scheduled at once.
        let is_early = |harm: &Harm| harm.phase == Phase::BeforeLock;
        let mut waiting = tap.0.harm.lock().expect("harm");
        if let Some(early) = waiting.take_if(|harm| is_early(harm)) {
            tap.clone().later(early);
        }
        drop(waiting);
        tap
    }

    /// The URL by which a database is reached through the proxy.
    pub fn url(&self, user: &str, database: &str) -> String {
        format!("postgresql://{user}@127.0.0.1:{}/{database}?connect_timeout=2", self.0.port)
    }

    /// The phase in which the fault was caused, if it was.
    pub fn harmed(&self) -> Option<Phase> {
        *self.0.harmed.lock().expect("harm")
    }

    /// Cuts every connection.
    pub fn cut(&self) {
        for (client, server) in self.0.links.lock().expect("links").drain(..) {
            let _ = (client.shutdown(Shutdown::Both), server.shutdown(Shutdown::Both));
        }
    }

    fn later(self, harm: Harm) {
        thread::spawn(move || {
            thread::sleep(harm.delay);
            *self.0.harmed.lock().expect("harm") = Some(*self.0.now.lock().expect("a phase"));
            (harm.act)(&self);
        });
    }

    fn serve(&self, client: TcpStream) {
        let Ok(server) = UnixStream::connect(&self.0.socket) else { return };
        let both = (client.try_clone().expect("a socket"), server.try_clone().expect("a socket"));
        self.0.links.lock().expect("links").push(both);
        let (mut down, mut up) =
            (server.try_clone().expect("a socket"), client.try_clone().expect("a socket"));
        thread::spawn(move || {
            let _ = std::io::copy(&mut down, &mut up);
            let _ = up.shutdown(Shutdown::Both);
        });
        let forwarding = self.clone();
        thread::spawn(move || {
            let _ = forwarding.pass(client, &server);
            let _ = server.shutdown(Shutdown::Both);
        });
    }

    /// Forwards what the program sends.
    fn pass(&self, mut client: TcpStream, mut server: &UnixStream) -> std::io::Result<()> {
        server.write_all(&startup(&mut client)?)?;
        loop {
            let mut kind = [0];
            client.read_exact(&mut kind)?;
            let message = frame(&mut client, kind.to_vec())?;
            if let Some(phase) = Phase::begun_by(&message) {
                *self.0.now.lock().expect("a phase") = phase;
                let harm = self.0.harm.lock().expect("harm").take_if(|harm| harm.phase == phase);
                let passes = harm.as_ref().is_none_or(|harm| harm.passes);
                harm.into_iter().for_each(|harm| self.clone().later(harm));
                if !passes {
                    // The program waits for an answer until the fault is caused.
                    continue;
                }
            }
            server.write_all(&message)?;
        }
    }
}
