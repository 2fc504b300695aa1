/**
 * The `# key: value` lines that open a sample, for the menu. Once a sample is
 * chosen it is read by the core like any other text.
 * @param {string} text
 * @returns {Record<string, string>}
 */
export function sampleNotes(text) {
  const notes = {};
  for (const line of text.split(/\r?\n/)) {
    const [, key, value] = line.match(/^#\s*(\w+):\s*(.+)$/) ?? [];
    if (key === undefined) break;
    notes[key] ??= value;
  }
  return notes;
}
