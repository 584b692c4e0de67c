// Texts in the reader's language. English is in the pages; another language's catalogue is loaded
// by the page before its scripts run (see `ui/words_build.py`), so that nothing has to wait.
const spoken = globalThis.livechatWords;

const fill = (text, params) =>
  params ? text.replace(/\{(\w+)\}/g, (all, name) => (name in params ? params[name] : all)) : text;

// `english` is a text, or its two forms when the text is chosen by `params.n`.
export function tr(key, english, params) {
  if (typeof document === "undefined") {
    // The pages are being built: the text is put in afterwards, for each language.
    return "\uE000" + JSON.stringify([key, params || {}]) + "\uE001";
  }
  const found = spoken && spoken.texts[key];
  if (Array.isArray(found)) return fill(found[spoken.plural(params.n)], params);
  if (found) return fill(found, params);
  return fill(Array.isArray(english) ? english[params.n === 1 ? 0 : 1] : english, params);
}
