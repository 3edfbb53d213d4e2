// One file to the server by the tus protocol 1.0.0: announced with its first piece, then piece
// after piece; after a lost connection the server is asked how much has arrived.
//
// (tus-js-client, the protocol's own library, is 87 kB and keeps what it needs for resuming, file
// names included, in the browser; here the server's list is enough, and names of patients stay
// nowhere.)

const PIECE = 8 * 1024 * 1024;
const WAITS = [0.5, 1, 2, 4, 8, 15];

/** The server does not want the file; the message is its sentence. */
export class Refused extends Error {}
/** Somebody pressed Cancel. */
export class Cancelled extends Error {}
class Lost extends Error {}

/** Send a file; resolves when all of it has arrived. `before`: {key, offset} of an earlier try. */
export async function sendFile({ file, path, address, token, signal, before, onBytes, onState }) {
  let at = before && `${address}${before.key}/`, offset = before?.offset ?? 0, told = offset;
  for (let tries = 0; ;) {
    try {
      if (!at) ({ at, offset } = await announce({ file, path, address, token, signal, onBytes: report(0) }));
      else if (tries) offset = await arrived(at, token, signal);
      while (offset < file.size) {
        const headers = { "Upload-Offset": String(offset) };
        const answer = await send("PATCH", at, headers, piece(file, offset), token, signal, report(offset));
        offset = Number(answer("Upload-Offset"));
        tries = 0;
      }
      report(0)(file.size);
      return;
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      onState("Connection lost; trying again");
      await pause(WAITS[Math.min(tries++, WAITS.length - 1)] * 1000, signal);
      onState("Sending");
    }
  }

  /** Count what the browser says it sent beyond `from`, each byte once. */
  function report(from) {
    return (loaded) => {
      const now = Math.min(file.size, from + loaded);
      if (now > told) {
        onBytes(now - told);
        told = now;
      }
    };
  }
}

function piece(file, offset) {
  return file.slice(offset, Math.min(file.size, offset + PIECE));
}

async function announce({ file, path, address, token, signal, onBytes }) {
  const told = `filename ${base64(path)},modified ${base64(String(file.lastModified))}`;
  const headers = { "Upload-Length": String(file.size), "Upload-Metadata": told };
  const answer = await send("POST", address, headers, piece(file, 0), token, signal, onBytes);
  return { at: answer("Location"), offset: Number(answer("Upload-Offset")) };
}

async function arrived(at, token, signal) {
  const answer = await send("HEAD", at, {}, null, token, signal, () => {});
  return Number(answer("Upload-Offset"));
}

function send(method, address, headers, body, token, signal, onBytes) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Cancelled());
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open(method, address);
    request.setRequestHeader("Tus-Resumable", "1.0.0");
    request.setRequestHeader("X-CSRFToken", token);
    if (body) request.setRequestHeader("Content-Type", "application/offset+octet-stream");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onBytes(event.loaded);
    request.onloadend = () => signal.removeEventListener("abort", stop);
    request.onerror = request.ontimeout = () => reject(new Lost());
    request.onabort = () => reject(signal.aborted ? new Cancelled() : new Lost());
    request.onload = () => {
      const { status } = request;
      if (status < 300) resolve((name) => request.getResponseHeader(name));
      else if (status === 409 && method === "PATCH" || status === 423 || status >= 500 || status === 400) reject(new Lost());
      else reject(new Refused(sentence(request)));
    };
    signal.addEventListener("abort", stop);
    request.timeout = 120000;
    request.send(body);
  });
}

function sentence(request) {
  const plain = (request.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
  return plain && request.responseText ? request.responseText : "You were signed out, or the upload is gone. Load the page again.";
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new Cancelled());
    }, { once: true });
  });
}

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
