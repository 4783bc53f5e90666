//! How fast a reader reads: texts in memory, one thread, no printing.
//!
//! `read_speed DIALECT SECONDS FILE…` reads all files once, then each of them over and over for so long, and prints
//! `FILES BYTES NANOSECONDS` of all readings, in time of the processor: a busy machine makes no reader slower.
//! `cargo xtask bench read` runs it.

use std::path::PathBuf;
use std::time::Duration;

use transom_engine::model::{Dialect, Release, Sources};

fn main() -> Result<(), String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [dialect, seconds, files @ ..] = words.as_slice() else {
        return Err("usage: read_speed DIALECT SECONDS FILE…".to_owned());
    };
    let dialect = Dialect::ALL.into_iter().find(|known| known.word() == dialect);
    let release = Release::newest(dialect.ok_or("unknown dialect")?);
    let limit = Duration::from_secs_f64(seconds.parse().map_err(|error| format!("{error}"))?);
    let texts: Vec<(PathBuf, String)> = files
        .iter()
        .map(|path| {
            Ok((
                PathBuf::from(path),
                std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?,
            ))
        })
        .collect::<Result<_, String>>()?;
    let (mut count, mut bytes) = (0_u64, 0_u64);
    let started = spent();
    'all: loop {
        for (path, text) in &texts {
            // The copy is part of it: a reader gets a text of its own.
            let reading = transom_engine::read(release, &Sources::of(path, text.as_str()));
            std::hint::black_box(&reading);
            count += 1;
            bytes += text.len() as u64;
            if spent() - started >= limit {
                break 'all;
            }
        }
    }
    println!("{count} {bytes} {}", (spent() - started).as_nanos());
    Ok(())
}

/// The time that this process has had of a processor.
fn spent() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}
