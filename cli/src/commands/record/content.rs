//! What is handed in: a file, or what comes through a pipe.

use crate::{failure::Failure, input};
use bytes::Bytes;
use futures::{future::ready, stream, Stream, StreamExt};
use std::{
    fs::{File, Metadata},
    io::{self, Read, Seek},
    path::Path,
};
use tokio::io::AsyncReadExt;

/// Most bytes of a record at any gateway.
const MOST: u64 = 5 << 30;
/// Bytes read at a time.
const CHUNK: u64 = 64 * 1024;

/// Content of a known length.
#[derive(Debug)]
pub struct Content {
    file: File,
    length: u64,
    /// What the file was like; nothing of what came through a pipe.
    before: Option<Metadata>,
}

impl Content {
    /// Opens `path`, or standard input if it is `-`.
    ///
    /// A record is sealed under its length, which a pipe tells only at its end. What comes through one is kept in a
    /// file without a name until then.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let unreadable =
            |e: io::Error| Failure::new(format!("{}: {e}", path.display())).remedy("check the file's name");
        let mut file = input::open(path)?;
        let metadata = file.metadata().map_err(unreadable)?;
        if metadata.is_dir() {
            return Err(
                Failure::new(format!("{} is a directory", path.display())).remedy("name a file in it")
            );
        }
        if metadata.is_file() {
            // Standard input may have been read from already.
            let start = file.stream_position().map_err(unreadable)?;
            let length = bounded(path, metadata.len().saturating_sub(start))?;
            return Ok(Self { file, length, before: Some(metadata) });
        }
        let mut kept = tempfile::tempfile()
            .map_err(|e| Failure::new(format!("no temporary file can be made: {e}")).remedy("set TMPDIR"))?;
        let length = io::copy(&mut file.take(MOST.saturating_add(1)), &mut kept).map_err(unreadable)?;
        kept.rewind().map_err(unreadable)?;
        Ok(Self { file: kept, length: bounded(path, length)?, before: None })
    }

    /// How many bytes it has.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Its bytes from the beginning. Fails before the last ones if the file changed meanwhile: nobody could say of which
    /// moment the record would be.
    pub fn stream(
        &self,
        progress: impl Fn(u64) + Send + 'static,
    ) -> io::Result<impl Stream<Item = io::Result<Bytes>> + Send + 'static> {
        let mut file = self.file.try_clone()?;
        let start = self.before.as_ref().map_or(0, |before| before.len().saturating_sub(self.length));
        file.seek(io::SeekFrom::Start(start))?;
        let file = tokio::fs::File::from_std(file);
        let reading = Reading { file, left: self.length, before: self.before.clone() };
        let length = self.length;
        let chunks = stream::try_unfold(reading, Reading::next);
        Ok(chunks.scan(0u64, move |read, chunk| {
            if let Ok(bytes) = &chunk {
                *read = read.saturating_add(Bytes::len(bytes) as u64).min(length);
                progress(*read);
            }
            ready(Some(chunk))
        }))
    }
}

fn bounded(path: &Path, length: u64) -> Result<u64, Failure> {
    if length > MOST {
        let too_long = format!("{} has more than the {MOST} bytes that a record can have", path.display());
        return Err(Failure::new(too_long).remedy("split it into several records"));
    }
    Ok(length)
}

struct Reading {
    file: tokio::fs::File,
    left: u64,
    before: Option<Metadata>,
}

impl Reading {
    async fn next(mut self) -> io::Result<Option<(Bytes, Self)>> {
        if self.left == 0 {
            return Ok(None);
        }
        let mut chunk = Vec::new();
        let want = self.left.min(CHUNK);
        let read = (&mut self.file).take(want).read_to_end(&mut chunk).await? as u64;
        if read < want {
            return Err(io::Error::other("the file became shorter while it was handed in"));
        }
        self.left = self.left.saturating_sub(read);
        if self.left == 0 && self.changed().await? {
            return Err(io::Error::other("the file changed while it was handed in"));
        }
        Ok(Some((chunk.into(), self)))
    }

    async fn changed(&self) -> io::Result<bool> {
        let Some(before) = &self.before else { return Ok(false) };
        let now = self.file.metadata().await?;
        Ok(now.len() != before.len() || now.modified().ok() != before.modified().ok())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use futures::TryStreamExt;
    use std::io::Write;

    async fn read(content: &Content) -> io::Result<Vec<u8>> {
        let chunks: Vec<Bytes> = content.stream(|_| ())?.try_collect().await?;
        Ok(chunks.concat())
    }

    #[tokio::test]
    async fn content_should_come_whole_when_it_is_asked_for_and_again() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("file");
        for length in [0, 1, CHUNK, 3 * CHUNK + 7] {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            std::fs::write(&path, &bytes).unwrap();
            let content = Content::open(&path).unwrap();
            assert_eq!(content.length(), length);
            for _ in 0..2 {
                assert!(read(&content).await.unwrap() == bytes);
            }
        }
    }

    #[tokio::test]
    async fn content_should_not_come_whole_when_the_file_changes_meanwhile() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("file");
        std::fs::write(&path, vec![7; 200_000]).unwrap();
        let content = Content::open(&path).unwrap();
        std::fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"more").unwrap();
        assert!(read(&content).await.unwrap_err().to_string().contains("changed"));
        std::fs::write(&path, vec![7; 100]).unwrap();
        assert!(read(&content).await.unwrap_err().to_string().contains("shorter"));
    }

    #[test]
    fn content_should_be_refused_when_no_gateway_takes_so_much() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("file");
        std::fs::File::create(&path).unwrap().set_len(MOST + 1).unwrap();
        assert!(Content::open(&path).unwrap_err().what().contains("has more than"));
        std::fs::File::create(&path).unwrap().set_len(MOST).unwrap();
        assert!(Content::open(&path).is_ok());
        assert!(Content::open(home.path()).is_err());
    }
}
