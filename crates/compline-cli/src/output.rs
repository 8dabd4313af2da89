//! Where a report goes: standard output, or a file that is complete or untouched.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Bytes that are written at once.
const BUFFER: usize = 1 << 16;

/// A report's destination.
#[derive(Debug)]
pub(crate) enum Output {
    /// Standard output, whose reader may leave early.
    Stdout(BufWriter<Patient<io::Stdout>>),
    /// A file that is written beside its place and moved there by [`Output::finish`].
    Replace(Replacement),
    /// Something that cannot be replaced, such as `/dev/null` or a named pipe.
    Device(BufWriter<File>),
}

impl Output {
    /// Standard output, or the file given.
    pub(crate) fn open(file: Option<&Path>) -> io::Result<Self> {
        let Some(path) = file else {
            return Ok(Self::Stdout(BufWriter::with_capacity(BUFFER, Patient::new(io::stdout()))));
        };
        match fs::metadata(path) {
            Ok(there) if !there.is_file() && !there.is_dir() => {
                Ok(Self::Device(BufWriter::with_capacity(BUFFER, File::options().write(true).open(path)?)))
            }
            _ => Ok(Self::Replace(Replacement::new(path)?)),
        }
    }

    /// Writes what is buffered and puts a file in its place.
    pub(crate) fn finish(self) -> io::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush(),
            Self::Device(mut out) => out.flush(),
            Self::Replace(replacement) => replacement.finish(),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Device(out) => out.write(bytes),
            Self::Replace(out) => out.writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Device(out) => out.flush(),
            Self::Replace(out) => out.writer.flush(),
        }
    }
}

/// Goes on in silence when the reader has left. `compline check | head` is no error, and the exit status must not
/// depend on how far the reader got: so the run ends as if everything had been read.
#[derive(Debug)]
pub(crate) struct Patient<W> {
    inner: W,
    left: bool,
}

impl<W> Patient<W> {
    const fn new(inner: W) -> Self {
        Self { inner, left: false }
    }
}

impl<W: Write> Patient<W> {
    fn unless_left<T>(&mut self, otherwise: T, write: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
        if self.left {
            return Ok(otherwise);
        }
        match write(&mut self.inner) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.left = true;
                Ok(otherwise)
            }
            result => result,
        }
    }
}

impl<W: Write> Write for Patient<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_left(bytes.len(), |inner| inner.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_left((), Write::flush)
    }
}

/// A file that takes another's place when it is complete, and is removed if it never is.
#[derive(Debug)]
pub(crate) struct Replacement {
    writer: BufWriter<File>,
    temporary: PathBuf,
    target: PathBuf,
    placed: bool,
}

impl Replacement {
    fn new(path: &Path) -> io::Result<Self> {
        // Through a link, so that the link stays one.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let Some(name) = target.file_name() else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it does not name a file"));
        };
        if target.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
        }
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.tmp", std::process::id()));
        let temporary = target.with_file_name(hidden);
        let file = File::options().write(true).create_new(true).open(&temporary)?;
        Ok(Self { writer: BufWriter::with_capacity(BUFFER, file), temporary, target, placed: false })
    }

    fn finish(mut self) -> io::Result<()> {
        self.writer.flush()?;
        if let Ok(there) = fs::metadata(&self.target) {
            fs::set_permissions(&self.temporary, there.permissions())?;
        }
        self.writer.get_ref().sync_all()?;
        fs::rename(&self.temporary, &self.target)?;
        self.placed = true;
        Ok(())
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if !self.placed {
            // There is nobody left to tell.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Closed(usize);

    impl Write for Closed {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += 1;
            if self.0 > 1 { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(bytes.len()) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::PermissionDenied.into())
        }
    }

    #[test]
    fn a_reader_that_left_is_not_written_to_again_and_other_errors_stay_errors() {
        let mut out = Patient::new(Closed(0));
        assert!(out.flush().is_err());
        for _ in 0..3 {
            out.write_all(b"x").unwrap();
        }
        out.flush().unwrap();
        assert_eq!(out.inner.0, 2);
    }

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        fs::write(&path, "old").unwrap();

        let mut unfinished = Output::open(Some(&path)).unwrap();
        unfinished.write_all(b"half").unwrap();
        drop(unfinished);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");

        let mut finished = Output::open(Some(&path)).unwrap();
        finished.write_all(b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        finished.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_cannot_be_written_to() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Output::open(Some(folder.path())).is_err());
        assert!(Output::open(Some(&folder.path().join("none/report.json"))).is_err());
    }
}
