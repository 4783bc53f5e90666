//! A temporary folder for tests, gone at the end.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A folder that is removed when it is dropped.
pub struct TestFolder(PathBuf);

impl TestFolder {
    pub fn new(word: &str) -> Self {
        let path = std::env::temp_dir().join(format!(
            "trt-{word}-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        ));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TestFolder {
    fn drop(&mut self) {
        // A test that failed half way must still not leave its folder; there is nobody to tell about a failure here.
        std::fs::remove_dir_all(&self.0).ok();
    }
}
