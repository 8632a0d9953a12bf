/** What a search finds: `[title, title of the page, address below the site, text]`. */
export type Found = readonly [title: string, page: string, address: string, text: string];
