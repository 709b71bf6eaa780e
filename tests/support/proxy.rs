//! A proxy between the program and its server. It forwards messages until COMMIT, and can then fail in several ways.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// What the proxy does with COMMIT.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    /// It forwards COMMIT and the answer.
    Passed,
    /// It forwards COMMIT or not, and answers like a pooler, with a FATAL error that has this code.
    Fatal { passed: bool, code: &'static str },
    /// It forwards COMMIT or not, and answers like a pooler, with an error that is not FATAL.
    Failed { passed: bool, code: &'static str },
    /// It forwards COMMIT or not, and closes the connection.
    Dropped { passed: bool },
    /// It forwards COMMIT or not, and never answers.
    Silent { passed: bool },
}

/// What the proxy does with connections that are made after COMMIT.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum After {
    /// It forwards everything.
    Passed,
    /// It closes them at once.
    Refused,
    /// It accepts them, and never answers.
    Silent,
    /// It forwards everything until the program requests the lock, and then never answers.
    SilentAtLock,
    /// It connects them to another database.
    Elsewhere(&'static str),
}

/// A running proxy. It stops when the test process ends.
pub struct Proxy {
    port: u16,
    connections: Arc<AtomicUsize>,
}

/// One connection through the proxy.
#[derive(Clone)]
struct Link {
    fate: Fate,
    after: After,
    /// Whether COMMIT was sent on any connection.
    committed: Arc<AtomicBool>,
    /// Whether the proxy closes the connection after its first transaction, as happens to idle connections.
    idles: bool,
    /// Whether this connection was made after COMMIT.
    is_later: bool,
}

impl Proxy {
    /// A proxy in front of the server of a project's database.
    pub fn new(url: &str, fate: Fate, after: After) -> Self {
        Self::start(url, fate, after, false)
    }

    /// A proxy that closes its first connection when the first transaction has ended.
    pub fn idling(url: &str) -> Self {
        Self::start(url, Fate::Passed, After::Passed, true)
    }

    fn start(url: &str, fate: Fate, after: After, idles: bool) -> Self {
        let (_, host) = url.split_once("host=").expect("a socket");
        let socket = PathBuf::from(host.replace("%2F", "/").replace("%2E", ".")).join(".s.PGSQL.5432");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (connections, committed) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let counted = connections.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
                let is_later = committed.load(Ordering::SeqCst);
                let link =
                    Link { fate, after, committed: committed.clone(), idles: idles && first, is_later };
                let socket = socket.clone();
                thread::spawn(move || link.serve(client, &socket));
            }
        });
        Self { port, connections }
    }

    /// The URL by which a database is reached through the proxy.
    pub fn url(&self, url: &str) -> String {
        let (before, _) = url.split_once('?').expect("a URL");
        before.replace("@/", &format!("@127.0.0.1:{}/", self.port)) + "?connect_timeout=1"
    }

    /// How many connections the program made.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Link {
    fn serve(self, client: TcpStream, socket: &std::path::Path) {
        match (self.is_later, self.after) {
            (true, After::Refused) => return,
            (true, After::Silent) => return forever(client),
            _ => {}
        }
        let server = UnixStream::connect(socket).expect("the server");
        let (mut down, mut up) =
            (server.try_clone().expect("a socket"), client.try_clone().expect("a socket"));
        let is_silent = Arc::new(AtomicBool::new(false));
        let silent = is_silent.clone();
        thread::spawn(move || {
            let mut bytes = [0; 65_536];
            while let Ok(length @ 1..) = down.read(&mut bytes) {
                if !silent.load(Ordering::SeqCst) && up.write_all(&bytes[..length]).is_err() {
                    break;
                }
            }
            if !silent.load(Ordering::SeqCst) {
                let _ = up.shutdown(Shutdown::Both);
            }
        });
        let _ = self.pass(client, server, &is_silent);
    }

    /// Forwards what the program sends.
    fn pass(
        &self,
        mut client: TcpStream,
        mut server: UnixStream,
        is_silent: &AtomicBool,
    ) -> std::io::Result<()> {
        let mut startup = startup(&mut client)?;
        if let (true, After::Elsewhere(name)) = (self.is_later, self.after) {
            startup = renamed(&startup, name);
        }
        server.write_all(&startup)?;
        loop {
            let mut kind = [0];
            client.read_exact(&mut kind)?;
            let message = frame(&mut client, kind.to_vec())?;
            let says = |text: &str| message.windows(text.len()).any(|part| part == text.as_bytes());
            if self.is_later && self.after == After::SilentAtLock && says("pg_advisory") {
                is_silent.store(true, Ordering::SeqCst);
                forever(client);
                return Ok(());
            }
            if kind == *b"Q" && message[5..] == *b"COMMIT\0" {
                self.committed.store(true, Ordering::SeqCst);
                if !matches!(self.fate, Fate::Passed) {
                    return self.commit(client, server, &message, is_silent);
                }
            }
            server.write_all(&message)?;
            if self.idles && (says("ROLLBACK\0") || says("COMMIT\0")) {
                thread::sleep(std::time::Duration::from_millis(200));
                return client.shutdown(Shutdown::Both);
            }
        }
    }

    fn commit(
        &self,
        mut client: TcpStream,
        mut server: UnixStream,
        message: &[u8],
        is_silent: &AtomicBool,
    ) -> std::io::Result<()> {
        let (Fate::Fatal { passed, .. }
        | Fate::Failed { passed, .. }
        | Fate::Dropped { passed }
        | Fate::Silent { passed }) = self.fate
        else {
            return Ok(());
        };
        // First the server answers earlier messages, such as the closing of a prepared statement.
        thread::sleep(std::time::Duration::from_millis(200));
        is_silent.store(true, Ordering::SeqCst);
        if passed {
            server.write_all(message)?;
            // The other thread reads the server's answer, and does not forward it.
            thread::sleep(std::time::Duration::from_millis(300));
        }
        match self.fate {
            Fate::Fatal { code, .. } => client.write_all(&error("FATAL", code))?,
            Fate::Failed { code, .. } => {
                client.write_all(&error("ERROR", code))?;
                client.write_all(&[b'Z', 0, 0, 0, 5, b'I'])?;
            }
            Fate::Silent { .. } => {
                forever(client);
                return Ok(());
            }
            Fate::Dropped { .. } | Fate::Passed => {}
        }
        server.shutdown(Shutdown::Both)?;
        // The driver loses an answer that arrives together with the end of the connection.
        thread::sleep(std::time::Duration::from_millis(200));
        client.shutdown(Shutdown::Both)
    }
}

/// Reads the first message of a client. A client that requests TLS is told that there is none.
pub fn startup(client: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let first = frame(client, Vec::new())?;
    if first[4..] != TLS_REQUEST {
        return Ok(first);
    }
    client.write_all(b"N")?;
    frame(client, Vec::new())
}

/// The number that requests TLS, in the place of the protocol's version.
const TLS_REQUEST: [u8; 4] = 80_877_103_u32.to_be_bytes();

/// Keeps a connection open without ever answering.
fn forever(client: TcpStream) {
    std::mem::forget(client);
}

/// Reads the rest of a message, and returns all of it, including its length.
pub fn frame(client: &mut TcpStream, mut message: Vec<u8>) -> std::io::Result<Vec<u8>> {
    let mut length = [0; 4];
    client.read_exact(&mut length)?;
    let mut rest = vec![0; usize::try_from(u32::from_be_bytes(length)).expect("a length") - 4];
    client.read_exact(&mut rest)?;
    message.extend(length);
    message.extend(rest);
    Ok(message)
}

/// A first message that names another database.
fn renamed(startup: &[u8], name: &str) -> Vec<u8> {
    let mut words: Vec<Vec<u8>> = startup[8..].split(|byte| *byte == 0).map(<[u8]>::to_vec).collect();
    let at = words.iter().position(|word| word == b"database").expect("a database");
    words[at + 1] = name.as_bytes().to_vec();
    let rest = words.join(&0);
    let length = u32::try_from(rest.len() + 8).expect("a length");
    [&length.to_be_bytes()[..], &startup[4..8], &rest].concat()
}

/// An error message, as a server sends it.
fn error(severity: &str, code: &str) -> Vec<u8> {
    let fields = format!("S{severity}\0V{severity}\0C{code}\0Mserver conn crashed?\0\0");
    let length = u32::try_from(fields.len() + 4).expect("a length");
    [b"E", &length.to_be_bytes()[..], fields.as_bytes()].concat()
}
