//! What a command reads: files, pipes, and standard input by the name `-`.

use crate::failure::Failure;
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};
use zeroize::Zeroizing;

/// The name of standard input.
const STANDARD_INPUT: &str = "-";
/// Most bytes of what is read into memory as a whole: exports, specifications, runtimes.
const MOST: u64 = 512 * 1024 * 1024;
/// Most bytes of a line with a secret.
const LONGEST_LINE: usize = 4096;

/// True if `path` stands for standard input.
pub fn is_standard(path: &Path) -> bool {
    path.as_os_str() == STANDARD_INPUT
}

/// Opens a file or a pipe to be read.
pub fn open(path: &Path) -> Result<File, Failure> {
    let opened = if is_standard(path) { standard() } else { File::open(path) };
    opened.map_err(|e| unreadable(path, &e))
}

/// Reads all of a file or pipe.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut input = open(path)?.take(MOST.saturating_add(1));
    input.read_to_end(&mut bytes).map_err(|e| unreadable(path, &e))?;
    if bytes.len() as u64 > MOST {
        return Err(Failure::new(format!("{} is longer than {MOST} bytes", path.display()))
            .remedy("check the file's name"));
    }
    Ok(bytes)
}

/// The first line of a file or pipe that holds the secret `what`, such as a passphrase.
///
/// Reads not a byte further, so that standard input can go on with something else.
pub fn secret_line(path: &Path, what: &str) -> Result<Zeroizing<String>, Failure> {
    let mut input = open(path)?;
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST_LINE));
    let mut byte = Zeroizing::new([0u8]);
    loop {
        let read = match input.read(byte.as_mut_slice()) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            read => read.map_err(|e| unreadable(path, &e))?,
        };
        if read == 0 || *byte == [b'\n'] {
            break;
        }
        if line.len() >= LONGEST_LINE {
            return Err(Failure::new(format!(
                "{}: the first line is no {what}: it is too long",
                path.display()
            ))
            .remedy("check the file's name"));
        }
        line.extend_from_slice(byte.as_slice());
    }
    text(&line, &format!("{}: the {what}", path.display()))
}

/// A secret as text: without a byte order mark before it and a line's end behind it.
pub fn text(bytes: &[u8], what: &str) -> Result<Zeroizing<String>, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|_| {
        Failure::new(format!("{what} is not UTF-8 text")).remedy("save it again in the encoding UTF-8")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned()))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("{}: {error}", path.display())).remedy("check the file's name")
}

#[cfg(unix)]
fn standard() -> io::Result<File> {
    use std::os::fd::AsFd;
    // Not through the library's buffer, which would take more than is asked for.
    Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?))
}

#[cfg(not(unix))]
fn standard() -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn line_of(bytes: &[u8]) -> Result<Zeroizing<String>, Failure> {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("passphrase");
        std::fs::write(&path, bytes).unwrap();
        secret_line(&path, "passphrase")
    }

    #[test]
    fn secret_should_be_the_first_line_when_read_from_a_file() {
        for text in
            ["with spaces ", "with spaces \n", "with spaces \r\nsecond line\n", "\u{feff}with spaces \n"]
        {
            assert_eq!(*line_of(text.as_bytes()).unwrap(), "with spaces ");
        }
        assert!(secret_line(Path::new("/nowhere/missing"), "passphrase").is_err());
    }

    #[test]
    fn secret_should_be_refused_when_it_is_not_text_or_endless() {
        // UTF-16 with its byte order mark, and Latin-1.
        for bytes in [b"\xff\xfea\0b\0".as_slice(), b"caf\xe9\n"] {
            assert!(line_of(bytes).unwrap_err().what().contains("is not UTF-8"));
        }
        assert!(line_of(&[b'x'; LONGEST_LINE + 1]).unwrap_err().what().contains("too long"));
    }
}
