// The tasks that were kept for reading without a line go when the officer signs out. Photos not yet sent stay: they
// belong to the officer, hold nothing of a reporter, and leave with the officer's next sign-in.
export const wipe = async () => {
  if (!self.caches) return;
  for (const name of await caches.keys()) if (name.startsWith("tuntas-lapangan")) await caches.delete(name);
};

for (const form of document.querySelectorAll("form[data-signs-out]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try { await wipe(); } finally { form.submit(); }
  });
}
if (document.querySelector("[data-signed-out]")) wipe();
