//! A fake for tests: a disk without room.

use super::Pool;
use object_store::{
    memory::InMemory, path::Path, CopyOptions, Error as StoreError, GetOptions, GetResult, ListResult,
    MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions, PutOptions, PutPayload, PutResult,
};
use std::sync::{
    atomic::{AtomicBool, Ordering},
    Arc,
};

/// A store in memory that says that its disk is full, until it is told that it is not.
#[derive(Debug)]
pub struct FakeFullDisk {
    store: InMemory,
    full: Arc<AtomicBool>,
}

impl FakeFullDisk {
    /// A pool on it, and whether it is full.
    pub fn pool() -> (Arc<AtomicBool>, Pool) {
        let full = Arc::new(AtomicBool::new(true));
        let store = Self { store: InMemory::new(), full: Arc::clone(&full) };
        (full, Pool::on(Arc::new(store)))
    }
}

impl std::fmt::Display for FakeFullDisk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FakeFullDisk")
    }
}

type Stored<T> = Result<T, StoreError>;
type Items<T> = futures::stream::BoxStream<'static, Stored<T>>;

#[async_trait::async_trait]
impl ObjectStore for FakeFullDisk {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Stored<PutResult> {
        if self.full.load(Ordering::Relaxed) {
            let source = std::io::Error::from(std::io::ErrorKind::StorageFull).into();
            return Err(StoreError::Generic { store: "fake", source });
        }
        self.store.put_opts(location, payload, options).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Stored<Box<dyn MultipartUpload>> {
        self.store.put_multipart_opts(location, options).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Stored<GetResult> {
        self.store.get_opts(location, options).await
    }

    fn delete_stream(&self, locations: Items<Path>) -> Items<Path> {
        self.store.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> Items<ObjectMeta> {
        self.store.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Stored<ListResult> {
        self.store.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Stored<()> {
        self.store.copy_opts(from, to, options).await
    }
}
