/**
 * The words that the first image needs, and how a page translates. A template translates by a
 * json_script with the keys of this file and of words.js, called `viewer-words` or as
 * `data-strings` says; what it leaves out stays English. {name} is filled in.
 */
export const ENGLISH = {
  viewer: "Image viewer", stack: "image stack", simulated: "Simulated", still: "Limited: still image",
  slice: "Slice {n} / {total}", sliceOf: "{label}, slice {n} of {total}", windowSaid: "Width {w}, level {l}",
  windowShort: "W {w} L {l}", loading: "Loading", preview: "Preview", failed: "This slice did not load.",
  retry: "Try again", noImages: "There are no images to show.", thickness: "{mm} mm",
  outlined: "Outlined here: {names}", R: "R", L: "L", A: "A", P: "P", H: "H", F: "F", axial: "axial",
  coronal: "coronal", sagittal: "sagittal",
};

/**
 * @param {Record<string, string>} own words of the page
 * @param {string} [lang] language of the page: how its numbers are written
 * @returns {((key: string, values?: object) => string) & {number: Function}}
 */
export function translator(own = {}, lang = globalThis.document?.documentElement.lang || "en") {
  const t = (key, values = {}) =>
    (own[key] ?? ENGLISH[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const formats = {};
  /** A number as this language writes it, with at most (and at least) so many decimals. */
  t.number = (value, most = 0, least = 0) => (formats[`${most}${least}`] ??= new Intl.NumberFormat(lang,
    { maximumFractionDigits: most, minimumFractionDigits: least, useGrouping: false })).format(value);
  return t;
}
