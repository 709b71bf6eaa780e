//! Runs a program on a pseudo-terminal.

use nix::pty::{Winsize, openpty};
use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// A program that runs on a pseudo-terminal.
pub struct OnTerminal {
    child: Child,
    master: File,
    shown: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

impl OnTerminal {
    /// Starts a program whose stdin, stdout and stderr are a terminal of 100 columns.
    pub fn start(mut command: Command) -> Self {
        let size = Winsize { ws_row: 40, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0 };
        let pair = openpty(&size, None).expect("a terminal");
        let side = || Stdio::from(pair.slave.try_clone().expect("a side of it"));
        let child = command.stdin(side()).stdout(side()).stderr(side()).spawn().expect("the program runs");
        // The reader would wait forever if this process kept the other side open.
        drop((command, pair.slave));
        let master = File::from(pair.master);
        let shown = Arc::new(Mutex::new(Vec::new()));
        let (mut screen, bytes) = (master.try_clone().expect("the terminal"), shown.clone());
        let reader = thread::spawn(move || {
            let mut part = [0; 4096];
            // Reading fails when no process has the other side open any more.
            while let Ok(count @ 1..) = screen.read(&mut part) {
                bytes.lock().expect("the screen").extend(&part[..count]);
            }
        });
        Self { child, master, shown, reader }
    }

    /// What the screen has shown so far.
    pub fn screen(&self) -> String {
        String::from_utf8_lossy(&self.shown.lock().expect("the screen")).replace("\r\n", "\n")
    }

    /// Waits until the screen shows a text.
    pub fn waits_for(&self, text: &str) {
        let end = Instant::now() + Duration::from_secs(60);
        while !self.screen().contains(text) {
            assert!(Instant::now() < end, "`{text}` is not shown:\n{}", self.screen());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Types a text.
    pub fn types(&mut self, text: &str) {
        self.master.write_all(text.as_bytes()).expect("it reads");
    }

    /// The id of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the program ends. Returns what the screen showed, and the exit status.
    pub fn end(mut self) -> (String, ExitStatus) {
        let status = self.child.wait().expect("it ends");
        let shown = self.shown.clone();
        self.reader.join().expect("the screen");
        let text = String::from_utf8_lossy(&shown.lock().expect("the screen")).replace("\r\n", "\n");
        (text, status)
    }
}
