/** The engine's face as the pages use it. */

interface Archive {
  search: {
    (query: string, options?: SearchOptions): Promise<SearchAnswer>;
    lines(query: string, options?: SearchOptions & { sample?: number }): Promise<HitLines>;
  };
  openWords(): Promise<WordIndex>;
  hitsInReport(report: { texts: string[]; blocks: (HTMLElement | null)[]; query: string }): Promise<Stretch[]>;
}

interface SearchOptions {
  year?: string[];
  type?: string[];
  level?: string[];
  sort?: string;
  limit?: number;
  offset?: number;
  snippets?: number | "all";
  signal?: AbortSignal;
  progress?: (done: number, total: number) => void;
}
