/** Saves a value as a file of JSON, by the browser's own dialog. */
export function saveJson(name: string, value: unknown): void {
  save(name, new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' }));
}

/** Saves a page in HTML as a file. */
export function savePage(name: string, html: string): void {
  save(name, new Blob([html], { type: 'text/html' }));
}

function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
