// Outlines of an exhibit, by their address: they come beside the page, the images do not wait.

/** As `showRegions` wants them; null where there are none or they do not come. */
export async function outlinesFrom(address) {
  if (!address) return null;
  try {
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
