// What waits on a device: one shelf of IndexedDB, and one sender at a time whatever tabs are open. Used by the photos of
// the field (field-queue.js) and by the drafts of reporters (draft.js).
const settled = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const none = (instead) => (failure) => {
  if (failure.name !== "AbortError") throw failure;
  return instead;
};

export const shelf = (base, store) => {
  // Only keeping makes the shelf. Whoever looks for one that another tab is wiping must not leave an empty one behind.
  const open = (making) => {
    const request = indexedDB.open(base, 1);
    request.onupgradeneeded = () => {
      if (making) request.result.createObjectStore(store, { keyPath: "key" });
      else request.transaction.abort();
    };
    return settled(request);
  };
  const within = async (mode, work, making = false) => {
    const opened = await open(making);
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
    all: () => within("readonly", (kept) => kept.getAll()).catch(none([])),
    keep: (one) => within("readwrite", (kept) => kept.put(one), true),
    forget: (key) => within("readwrite", (kept) => kept.delete(key)).catch(none()),
    clear: () => settled(indexedDB.deleteDatabase(base)),
  };
};

export const alone = (name, work) => (self.navigator.locks ? self.navigator.locks.request(name, work) : work());
