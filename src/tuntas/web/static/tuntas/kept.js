// What waits on a device: one shelf of IndexedDB, and one sender at a time whatever tabs are open. Used by the photos of
// the field (field-queue.js) and by the drafts of reporters (draft.js).
const settled = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

export const shelf = (base, store) => {
  const open = () => {
    const request = indexedDB.open(base, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: "key" });
    return settled(request);
  };
  const within = async (mode, work) => {
    const opened = await open();
    try {
      const change = opened.transaction(store, mode);
      const result = await settled(work(change.objectStore(store)));
      if (mode === "readwrite") await new Promise((resolve, reject) => {
        change.oncomplete = resolve;
        change.onerror = change.onabort = () => reject(change.error);
      });
      return result;
    } finally {
      opened.close();
    }
  };
  return {
    all: () => within("readonly", (kept) => kept.getAll()),
    keep: (one) => within("readwrite", (kept) => kept.put(one)),
    forget: (key) => within("readwrite", (kept) => kept.delete(key)),
    clear: () => settled(indexedDB.deleteDatabase(base)),
  };
};

export const alone = (name, work) => (self.navigator.locks ? self.navigator.locks.request(name, work) : work());
