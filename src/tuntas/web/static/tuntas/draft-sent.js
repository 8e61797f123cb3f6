// The receipt is on the page: what the device kept of this report goes.
import { consented, forget } from "./draft.js";

const key = document.querySelector("[data-sent-key]").dataset.sentKey;
if (consented()) await forget(key);
