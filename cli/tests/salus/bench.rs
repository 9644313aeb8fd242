//! What the tests share: a folder with a keystore, the program, and servers that are no gateway and no node.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::mpsc::{channel, Receiver},
    thread,
    time::{Duration, Instant},
};

/// The passphrase of the keystores here.
pub const PASSPHRASE: &str = "a passphrase of tests, not of a person";
/// An account.
pub const ADDRESS: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
/// How long anything may take.
const DEADLINE: Duration = Duration::from_secs(60);

/// The program.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_salus");

/// A folder in which `salus` runs.
pub struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With a keystore.
    pub fn with_keystore() -> Self {
        let bench = Self::new();
        let made = bench.run(&["keys", "new", "--uri", "//Alice"]);
        assert!(made.status.success(), "{}", words(&made.stderr));
        bench
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What is in the folder, apart from the keystore.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| !name.starts_with("keystore"));
        names.sort();
        names
    }

    /// The program, with no node and no gateway but those that the arguments name.
    pub fn salus(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("env");
        command
            // As from a terminal, even when these tests run where signals are ignored: as a job in the background.
            .args(["--default-signal=HUP,INT,QUIT,TERM", PROGRAM])
            .current_dir(self.folder.path())
            .env_clear()
            .env("SALUS_KEYSTORE", self.path("keystore"))
            .env("SALUS_PASSPHRASE", PASSPHRASE)
            .env("SALUS_NODE", "ws://127.0.0.1:9")
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.salus(arguments).output().unwrap()
    }

    /// The program with `input` on its standard input.
    pub fn run_with(&self, arguments: &[&str], input: &[u8]) -> Output {
        fed(self.salus(arguments), input)
    }

    pub fn fifo(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        path
    }
}

/// What `command` comes to with `input` on its standard input.
pub fn fed(mut command: Command, input: &[u8]) -> Output {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeding = thread::spawn(move || {
        // A program that needs no more of it closes its end.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    output
}

pub fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Waits until `done`.
pub fn until(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < DEADLINE, "{what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until the program handles the signal with this number.
pub fn until_handled(child: &Child, signal: u32) {
    let status = format!("/proc/{}/status", child.id());
    until("the signal is never handled", || {
        let status = std::fs::read_to_string(&status).unwrap();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
        u64::from_str_radix(mask.trim(), 16).unwrap() >> (signal - 1) & 1 == 1
    });
}

/// A server that takes a connection and says nothing: a node or gateway that hangs.
pub struct Silent {
    listener: TcpListener,
}

impl Silent {
    pub fn new() -> Self {
        Self { listener: TcpListener::bind("127.0.0.1:0").unwrap() }
    }

    pub fn node(&self) -> String {
        format!("ws://{}", self.listener.local_addr().unwrap())
    }

    pub fn gateway(&self) -> String {
        format!("http://{}", self.listener.local_addr().unwrap())
    }

    pub fn connection(&self) -> TcpStream {
        self.listener.accept().unwrap().0
    }

    /// True if nobody ever connected.
    pub fn is_untouched(&self) -> bool {
        self.listener.set_nonblocking(true).unwrap();
        self.listener.accept().is_err()
    }
}

/// A gateway that does with its one connection what a test says; what it found out comes through the channel.
pub fn fake_gateway<T: Send + 'static>(
    serve: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (String, Receiver<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = channel();
    thread::spawn(move || {
        let found = serve(listener.accept().unwrap().0);
        let _ = tell.send(found);
    });
    (url, told)
}

/// The head of the request, in small letters.
pub fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        assert_eq!(stream.read(&mut byte).unwrap(), 1);
        head.push(byte[0]);
    }
    words(&head).to_lowercase()
}

pub fn answer(stream: &mut TcpStream, status: u16, body: &str) {
    let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
}

/// Asks for the content and reads `length` bytes of it.
pub fn content(stream: &mut TcpStream, length: usize) -> Vec<u8> {
    stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").unwrap();
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).unwrap();
    bytes
}

pub fn is_fifo(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    std::fs::symlink_metadata(path).unwrap().file_type().is_fifo()
}
